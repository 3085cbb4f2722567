/** A thread that draws one certificate after the other, as it is told; what a batch shares it makes once. */
import { parentPort } from "node:worker_threads";
import type { Design, Order, Outcome } from "./draw-messages.ts";
import { prepareScene, sceneOf, TextDoesNotFit } from "./scene.ts";
import { type Shared, shareAmong, writePdf } from "./write-pdf.ts";
import { writeSvg } from "./write-svg.ts";

/** As many as batches are worked at; each holds its pictures. */
const DESIGNS_KEPT_MAX = 8;

const designs = new Map<string, Design & { shared?: Promise<Shared> }>();

function keep(design: Design): void {
  designs.delete(design.key);
  designs.set(design.key, design);
  for (const key of designs.keys()) if (designs.size > DESIGNS_KEPT_MAX) designs.delete(key);
}

async function draw({ key, design: sent, values, particulars, identity, as }: Order): Promise<Outcome> {
  if (sent) keep(sent);
  const design = designs.get(key);
  if (!design) return { failed: "the design was not sent" };
  const { document, pictures } = design;
  await prepareScene();
  const scene = sceneOf({ document, values, particulars });
  if (as === "svg")
    return { bytes: new TextEncoder().encode(writeSvg(scene, { pictures, language: document.language })) };
  design.shared ??= shareAmong(scene, pictures);
  const shared = await design.shared.catch((error: unknown) => {
    // Whoever orders next sends it anew, with what was missing.
    designs.delete(key);
    throw error;
  });
  const facts = { document, holderName: values.holder_name ?? "", particulars, identity };
  return { bytes: await writePdf(scene, { shared, facts }) };
}

parentPort?.on("message", async (order: Order) => {
  try {
    const outcome = await draw(order);
    const bytes = "bytes" in outcome ? new Uint8Array(outcome.bytes) : undefined;
    parentPort?.postMessage(bytes ? { bytes } : outcome, bytes ? [bytes.buffer] : []);
  } catch (error) {
    const outcome: Outcome =
      error instanceof TextDoesNotFit
        ? { unfit: error.element }
        : { failed: error instanceof Error ? error.message : String(error) };
    parentPort?.postMessage(outcome);
  }
});
