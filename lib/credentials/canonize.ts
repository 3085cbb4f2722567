/**
 * A JSON-LD document as canonical N-Quads (RDFC-1.0): what a Data Integrity proof is over. Safe mode: what no context defines is an error
 * and never silently left out of what is signed. The platform's digests are not used: pages without TLS have none.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import jsonld, { type DocumentLoader, type Quad } from "jsonld";
import rdfCanonize from "rdf-canonize";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { contextOf } from "./contexts.ts";

/** Graphs can be made whose canonical form takes longer than anybody waits. */
const TIMEOUT_MS = 5_000;
/**
 * Members and items that a document may have: some three are read in a millisecond, in which nothing else is done. A certificate has some
 * hundred.
 */
const VALUES_MAX = 4_000;
/** Those in contexts, named or written out, each of which takes some ten milliseconds. */
const CONTEXT_VALUES_MAX = 100;

/** Why a document has no canonical form. `found`: an address, or a term, that a stranger wrote. */
export type CanonizeFailure = { failed: "unknown_context" | "undefined_term" | "not_json_ld"; found: string };

/** A document that JSON-LD refuses; `reason` says what of it. */
export class CanonizeError extends Error {
  readonly reason: CanonizeFailure;
  constructor(reason: CanonizeFailure) {
    super(`${reason.failed}: ${reason.found}`);
    this.reason = reason;
  }
}

export type Contexts = (url: string) => Promise<object | undefined>;

/** The loader of libraries: a context that comes with the program, or an error; it never asks the network. */
export const documentLoader: DocumentLoader = loaderOf(contextOf);

function loaderOf(contexts: Contexts, onUnknown?: (url: string) => void): DocumentLoader {
  return async (url) => {
    const document = await contexts(url);
    if (document !== undefined) return { document, documentUrl: url, contextUrl: null };
    onUnknown?.(url);
    throw new Error(`${url} is not among the contexts that this program knows`);
  };
}

/** The quads of a document. @throws {CanonizeError} */
export function quadsOf(document: object, contexts: Contexts = contextOf): Promise<Quad[]> {
  return readQuads(document, { contexts, options: { safe: true, rdfDirection: "i18n-datatype" } });
}

/**
 * Canonical N-Quads as programs write them that know no safe mode: what no context defines is left out, and so is the direction of texts. Whoever
 * takes this for what was signed asks `quadsOf` as well what is not in it. @throws {CanonizeError}
 */
export async function canonizeLoosely(document: object): Promise<string> {
  return await canonized(await readQuads(document, { contexts: contextOf, options: { safe: false } }));
}

async function readQuads(
  document: object,
  { contexts, options }: { contexts: Contexts; options: { safe: boolean; rdfDirection?: "i18n-datatype" } },
): Promise<Quad[]> {
  if (hasTooMuch(document)) {
    const found = `more than ${VALUES_MAX} values, or ${CONTEXT_VALUES_MAX} in contexts`;
    throw new CanonizeError({ failed: "not_json_ld", found });
  }
  let unknown: string | undefined;
  const loader = loaderOf(contexts, (url) => {
    unknown ??= url;
  });
  try {
    const given = { base: null, produceGeneralizedRdf: false, documentLoader: loader } as const;
    return await jsonld.toRDF(document, { ...given, ...options });
  } catch (error) {
    throw new CanonizeError(failureOf(error, unknown));
  }
}

function hasTooMuch(document: object): boolean {
  const open: [part: object, isContext: boolean][] = [[document, false]];
  let [values, ofContexts] = [0, 0];
  for (const [part, isContext] of open) {
    for (const [name, value] of Object.entries(part)) {
      const inContext = isContext || name === "@context";
      values += 1;
      if (inContext) ofContexts += 1;
      if (typeof value === "object" && value !== null) open.push([value, inContext]);
    }
    if (values > VALUES_MAX || ofContexts > CONTEXT_VALUES_MAX) return true;
  }
  return false;
}

/** Canonical N-Quads of quads. @throws {Error} where they take too long */
export function canonizeQuads(quads: readonly Quad[]): Promise<string> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return rdfCanonize.canonize(quads, { algorithm: "RDFC-1.0", createMessageDigest, signal });
}

/** @throws {CanonizeError} */
export async function canonize(document: object, contexts?: Contexts): Promise<string> {
  return await canonized(await quadsOf(document, contexts));
}

/** @throws {CanonizeError} where it takes too long */
async function canonized(quads: readonly Quad[]): Promise<string> {
  try {
    return await canonizeQuads(quads);
  } catch (error) {
    throw new CanonizeError({ failed: "not_json_ld", found: messageOf(error) });
  }
}

function createMessageDigest() {
  const hash = sha256.create();
  return {
    update: (text: string) => {
      hash.update(utf8(text));
    },
    digest: () => toHex(hash.digest()),
  };
}

/** Safe mode names an event; what else is wrong is wrong with the document's form. */
function failureOf(error: unknown, unknown: string | undefined): CanonizeFailure {
  if (unknown !== undefined) return { failed: "unknown_context", found: unknown };
  const { name, details } = (error ?? {}) as { name?: string; details?: { event?: { details?: object } } };
  if (name !== "jsonld.ValidationError") return { failed: "not_json_ld", found: messageOf(error) };
  const named = Object.values(details?.event?.details ?? {}).find((value) => typeof value === "string");
  return { failed: "undefined_term", found: typeof named === "string" ? named : messageOf(error) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
