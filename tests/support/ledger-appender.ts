/**
 * A process that appends, for tests that kill it.
 *
 * `die-at STEP`: appends once and kills itself with SIGKILL at that step. `loop`: appends without pause, printing `ready` and each
 * height, until it is ended.
 */
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { pool } from "#lib/infra/db/pool.ts";

const [mode, step] = process.argv.slice(2);

if (mode === "die-at") {
  await appendBlock({
    ledger: "main",
    onStep: (reached) => {
      if (reached === step) process.kill(process.pid, "SIGKILL");
    },
  });
  await pool().end();
} else {
  await pool().query("SELECT 1");
  process.stdout.write("ready\n");
  for (;;) {
    try {
      const block = await appendBlock({ ledger: "main" });
      if (block) process.stdout.write(`${block.height}\n`);
      else await new Promise((resolve) => setTimeout(resolve, 5));
    } catch (error) {
      // The database may be away, when it is the one that is killed.
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
