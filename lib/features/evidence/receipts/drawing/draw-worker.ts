/** A thread that draws one receipt after the other, as it is told. */
import { parentPort } from "node:worker_threads";
import type { Order, Outcome } from "./draw-messages.ts";
import { renderReceiptPdf } from "./render-receipt.ts";

const tell = (outcome: Outcome, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(outcome, transfer);
let signature: PromiseWithResolvers<string> | undefined;

function sign(text: string): Promise<string> {
  signature = Promise.withResolvers();
  tell({ sign: text });
  return signature.promise;
}

parentPort?.on("message", async (order: Order) => {
  if ("line" in order) return signature?.resolve(order.line);
  if ("refused" in order) return signature?.reject(new Error(order.refused));
  try {
    const pdf = new Uint8Array(await renderReceiptPdf({ ...order.draw, sign }));
    tell({ pdf }, [pdf.buffer]);
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
  }
});
