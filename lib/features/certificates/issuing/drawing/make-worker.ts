/** A thread that makes one certificate after the other, as it is told. */
import { parentPort } from "node:worker_threads";
import { type Maker, openMaker } from "./make-certificate.ts";
import type { Order, Outcome } from "./making.ts";

const tell = (outcome: Outcome, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(outcome, transfer);
let maker: Promise<Maker> | undefined;

parentPort?.on("message", async (order: Order) => {
  if ("open" in order) {
    maker = openMaker(order.open);
    // Told with the first certificate.
    maker.catch(() => {});
    return;
  }
  try {
    const make = await maker;
    if (!make) throw new Error("no batch is open");
    const made = await make(order.make);
    const pages = new Uint8Array(made.pages);
    tell({ made: { ...made, pages } }, [pages.buffer]);
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
  }
});
