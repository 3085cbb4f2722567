/** A thread that composes one contract after the other, as it is told. */
import { parentPort } from "node:worker_threads";
import type { ComposeOrder, ComposeOutcome } from "./compose-messages.ts";
import { refusalOf } from "./refused.ts";
import { writePdf } from "./write-pdf.ts";
import { writeText } from "./write-text.ts";

async function compose(order: ComposeOrder): Promise<ComposeOutcome> {
  const made =
    order.kind === "text"
      ? { pages: [], ...(await writeText(order.contract)) }
      : { fields: [], ...(await writePdf(order.contract)) };
  return { ...made, pdf: new Uint8Array(made.pdf) };
}

parentPort?.on("message", async (order: ComposeOrder) => {
  try {
    const outcome = await compose(order);
    parentPort?.postMessage(outcome, "pdf" in outcome ? [outcome.pdf.buffer] : []);
  } catch (error) {
    const refused = refusalOf(error);
    const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage((refused ? { refused } : { failed }) satisfies ComposeOutcome);
  }
});
