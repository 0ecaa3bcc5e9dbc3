// Sobremesa for Letta Code: native tools for the agent, each of which asks the program. Generated from the contract.
// Written by `sobremesa letta install`; changes are lost at the next one. `sobremesa letta uninstall` takes it away.
import { spawn } from "node:child_process";

// What to start, and the tools: names, descriptions and parameters as the contract has them.
const OFFERED = null;

const LAST_WORDS = 2000;
// A call of the program ends after the contract's `wait`, and hands back the thread of a run that goes on. Nothing here
// has to end as soon, so the run is followed, unless the agent says itself how long it waits.
const FOLLOWED_MS = 10 * 60 * 1000;

async function run(name, context) {
  const args = context.args ?? {};
  const until = args.wait === undefined ? Date.now() + FOLLOWED_MS : 0;
  let answered = await ask(name, args, context);
  while (answered.result?.status === "running" && Date.now() < until && !context.signal?.aborted) {
    answered = await ask("get_simulation", { thread_id: answered.result.thread_id }, context);
  }
  return { status: answered.status, content: answered.content };
}

/** The request goes to the program's standard input, the result comes from its standard output, both as JSON. */
function ask(name, request, context) {
  return new Promise((resolve) => {
    const [program, ...words] = OFFERED.command;
    const child = spawn(program, [...words, name], { env: { ...process.env, PYTHONUTF8: "1" }, windowsHide: true });
    const result = [];
    let told = "";
    // What is done by then is kept: the thread can be resumed.
    const stop = () => child.kill();
    context.signal?.addEventListener("abort", stop, { once: true });
    child.stdout.on("data", (piece) => result.push(piece));
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (piece) => {
      told = (told + piece).slice(-LAST_WORDS);
      context.onOutput?.(piece, "stderr");
    });
    // It may end before it has read everything; how it ended is what counts.
    child.stdin.on("error", () => {});
    child.on("error", (error) => resolve(failure(`${program} can't be started (${error.message}).`)));
    child.on("close", (code) => {
      context.signal?.removeEventListener("abort", stop);
      const text = Buffer.concat(result).toString("utf8").trim();
      resolve(text === "" ? failure(told.trim() || `Sobremesa ended with code ${code}.`) : answer(text));
    });
    child.stdin.end(JSON.stringify(request));
  });
}

/** What the agent reads. A question that could not be taken is an error of the call; a run without an answer is not. */
function answer(text) {
  try {
    const result = JSON.parse(text);
    return { status: result.error ? "error" : "success", content: text, result };
  } catch {
    return failure(`Sobremesa did not answer in JSON: ${text.slice(0, LAST_WORDS)}`);
  }
}

function failure(sentence) {
  return { status: "error", content: `${sentence} \`sobremesa letta doctor\` says what is missing.` };
}

export default function activate(letta) {
  if (!letta.capabilities.tools) return;
  const undo = OFFERED.tools.map((tool) =>
    letta.tools.register({
      ...tool,
      requiresApproval: false,
      parallelSafe: true,
      run: (context) => run(tool.name, context),
    }),
  );
  return () => undo.forEach((unregister) => unregister());
}
