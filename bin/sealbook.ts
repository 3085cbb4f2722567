#!/usr/bin/env -S node --import=data:text/javascript,if(parseInt(process.versions.node)<24){console.error(`sealbook%20needs%20Node.js%2024,%20which%20npm%20run%20-s%20sealbook%20brings.`);process.exit(2)}
/** The command line of the product: `npm run -s sealbook -- COMMAND`. */

// Older ones still cannot even read this file: the first line speaks to them. Everything else is imported inside, so
// that those in between get a sentence instead of a stack.
const NODE_MAJOR_MIN = 24;

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  process.stderr.write(
    `sealbook needs Node.js ${NODE_MAJOR_MIN} or newer, this is ${process.versions.node}: run it as "npm run -s sealbook -- …", which brings its own.\n` +
      `sealbook 需要 Node.js ${NODE_MAJOR_MIN} 或更新版本，当前为 ${process.versions.node}：请以“npm run -s sealbook -- …”运行，它自带所需版本。\n`,
  );
  process.exit(2);
}

// A reader that has seen enough, such as `head`, is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

// Checking a receipt asks nobody: what follows proxies is loaded where the environment names one.
const { namesProxy } = await import("./commands/cli-env.ts");
if (namesProxy()) {
  const { followProxies } = await import("./start/proxies.ts");
  const { describeFailure } = await import("./start/failure.mjs");
  try {
    followProxies();
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exit(2);
  }
}
const { main } = await import("./commands/main.ts");
const { flushed } = await import("#lib/infra/terminal/terminal.ts");
process.exitCode = await main(process.argv.slice(2));
await flushed();
// Open connections of a database or a server keep nothing alive.
process.exit();

export {};
