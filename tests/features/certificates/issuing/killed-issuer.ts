/** A worker that issues one batch and kills itself with SIGKILL at a step: `node … killed-issuer.ts BATCH STEP`. */
import { advanceBatch } from "#lib/features/certificates/issuing/verbs/advance-batch.ts";

const [batch = "", step] = process.argv.slice(2);

for (let turns = 0; turns < 20; turns++) {
  await advanceBatch(batch, {
    onStep: (reached) => {
      if (reached === step) process.kill(process.pid, "SIGKILL");
    },
  });
}
