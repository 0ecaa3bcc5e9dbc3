import sys; sys.path.insert(0,"/work/main/tests/graphs")
