/**
 * Certificates drawn in threads of their own, some fifteen milliseconds each, in which the caller's thread answers others. Fonts are
 * read once a thread, ornaments and pictures made once a batch.
 */
import { Worker } from "node:worker_threads";
import { DRAWING_MEMORY, drawingThreads } from "#lib/pdf/threads.ts";
import { writeTemplateDocument } from "../schema/document.ts";
import type { CertificateValues, TemplateDocument } from "../types.ts";
import type { Order, Outcome } from "./draw-messages.ts";
import { type Pictures, sharedKey } from "./write-pdf.ts";

/** Far more than the fullest page takes on a busy machine. */
const DRAWING_MS_MAX = 60_000;

export interface CertificateDrawing {
  document: TemplateDocument;
  /** Those that the document names; other ones do no harm. */
  pictures: Pictures;
  values: CertificateValues;
  /** UUIDv7. */
  certificateId: string;
  /** Of the certificate's page, PUBLIC_URL/v/ID: ASCII. */
  address: string;
  issuerName: string;
  /** RFC 3339, as is the end of its validity, where it has one. */
  issuedAt: string;
  validUntil?: string;
  /** 16 random bytes: the file's /ID. */
  identity: Uint8Array;
}

/** A text that has no room: what faultsOf finds before anything is issued. */
export class CertificateUnfit extends Error {
  readonly element: string;

  constructor(element: string) {
    super(`The text of the element ${element} has no room.`);
    this.element = element;
  }
}

interface Thread {
  worker: Worker;
  known: Set<string>;
}

interface Waiting {
  order: Omit<Order, "design">;
  drawing: CertificateDrawing;
  resolve: (bytes: Uint8Array) => void;
  reject: (error: Error) => void;
}

/** As many as the thread keeps (drawing/draw-worker.ts), less one that it may be about to forget. */
const KNOWN_MAX = 7;
const idle: Thread[] = [];
const waiting: Waiting[] = [];
let threads = 0;

/**
 * The PDF of a certificate as designed.
 *
 * @throws {CertificateUnfit}; {Error} where a picture is missing, or the thread ended
 */
export async function drawCertificate(drawing: CertificateDrawing): Promise<Uint8Array> {
  return await ordered(drawing, "pdf");
}

/** The same page as an SVG, its letters as outlines. @throws as `drawCertificate` */
export async function drawCertificateSvg(drawing: CertificateDrawing): Promise<string> {
  return new TextDecoder().decode(await ordered(drawing, "svg"));
}

const keys = new WeakMap<TemplateDocument, Map<string, string>>();

/** Of a document that is handed in as one object for a whole batch, worked out once. */
function keyOf({ document, issuerName }: CertificateDrawing): string {
  const ofDocument = keys.get(document) ?? new Map<string, string>();
  keys.set(document, ofDocument);
  const key = ofDocument.get(issuerName) ?? sharedKey(writeTemplateDocument(document), issuerName);
  ofDocument.set(issuerName, key);
  return key;
}

function ordered(drawing: CertificateDrawing, as: Order["as"]): Promise<Uint8Array> {
  const { values, certificateId, address, issuerName, issuedAt, validUntil, identity } = drawing;
  const particulars = { certificateId, address, issuerName, issuedAt, validUntil };
  const order = { key: keyOf(drawing), values, particulars, identity, as };
  return new Promise((resolve, reject) => {
    waiting.push({ order, drawing, resolve, reject });
    next();
  });
}

function next(): void {
  if (waiting.length === 0) return;
  const [first] = waiting;
  const thread = threadFor(first?.order.key ?? "");
  const job = thread && waiting.shift();
  if (thread && job) run(thread, job);
}

/** One that has drawn of this batch before, if one is free. */
function threadFor(key: string): Thread | undefined {
  const at = idle.findIndex(({ known }) => known.has(key));
  if (at >= 0) return idle.splice(at, 1)[0];
  if (idle.length > 0) return idle.pop();
  if (threads >= drawingThreads()) return undefined;
  threads += 1;
  const worker = new Worker(new URL("./draw-worker.ts", import.meta.url), { resourceLimits: DRAWING_MEMORY });
  const thread = { worker, known: new Set<string>() };
  // Also one that ends while it waits, which nobody would hear of otherwise.
  thread.worker.once("exit", () => lose(thread));
  thread.worker.on("error", () => lose(thread));
  return thread;
}

const lost = new WeakSet<Thread>();

function lose(thread: Thread): void {
  if (lost.has(thread)) return;
  lost.add(thread);
  threads -= 1;
  const at = idle.indexOf(thread);
  if (at >= 0) idle.splice(at, 1);
}

function run(thread: Thread, { order, drawing, resolve, reject }: Waiting): void {
  const { worker, known } = thread;
  // Only while it draws does it keep the process.
  worker.ref();
  const settle = (): void => {
    clearTimeout(timer);
    worker.off("message", onMessage).off("error", onGone).off("exit", onGone);
    worker.unref();
  };
  const onMessage = (outcome: Outcome): void => {
    settle();
    idle.push(thread);
    if ("failed" in outcome) known.delete(order.key);
    if ("bytes" in outcome) resolve(outcome.bytes);
    else reject("unfit" in outcome ? new CertificateUnfit(outcome.unfit) : new Error(outcome.failed));
    next();
  };
  const onGone = (error: unknown): void => {
    settle();
    lose(thread);
    void worker.terminate();
    reject(error instanceof Error ? error : new Error(`the thread that draws certificates ended (${String(error)})`));
    next();
  };
  const timer = setTimeout(() => onGone(new Error("drawing a certificate took too long")), DRAWING_MS_MAX);
  worker.on("message", onMessage).on("error", onGone).on("exit", onGone);
  const { document, pictures } = drawing;
  const design = known.has(order.key) ? {} : { design: { key: order.key, document, pictures } };
  remember(known, order.key);
  worker.postMessage({ ...order, ...design } satisfies Order);
}

function remember(known: Set<string>, key: string): void {
  if (known.has(key)) return;
  known.add(key);
  for (const oldest of known) if (known.size > KNOWN_MAX) known.delete(oldest);
}
