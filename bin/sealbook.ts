#!/usr/bin/env node
/** The command line of the product: `npm run -s sealbook -- COMMAND`. */

// Everything else is imported inside, so that an older Node.js gets a sentence instead of a stack.
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

const { main } = await import("./commands/main.ts");
const { flushed } = await import("./commands/terminal.ts");
process.exitCode = await main(process.argv.slice(2));
await flushed();
// Open connections of a database or a server keep nothing alive.
process.exit();

export {};
