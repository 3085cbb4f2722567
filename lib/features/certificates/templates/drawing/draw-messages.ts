/** What the threads that draw certificates are told, and tell. */
import type { CertificateValues, TemplateDocument } from "../types.ts";
import type { Particulars } from "./words.ts";
import type { Pictures } from "./write-pdf.ts";

/** What certificates share; sent once a thread. */
export interface Design {
  key: string;
  document: TemplateDocument;
  pictures: Pictures;
}

export interface Order {
  /** Of the design; which comes with the first order that needs it. */
  key: string;
  design?: Design;
  values: CertificateValues;
  particulars: Particulars;
  identity: Uint8Array;
  as: "pdf" | "svg";
}

export type Outcome = { bytes: Uint8Array } | { unfit: string } | { failed: string };
