# A Dask scheduler or worker that can run Sobremesa's models: the same image for both, the command says which.
# Build it from the repository's root: docker build -f deploy/workers.Dockerfile -t sobremesa-workers .
FROM python:3.11-slim
WORKDIR /sobremesa
COPY . .
RUN pip install --no-cache-dir --upgrade pip && pip install --no-cache-dir -c constraints.txt '.[dask]'
RUN useradd --create-home worker
USER worker
WORKDIR /home/worker
