/** A record's page, as its loader gives it. */

import type { Qr } from "#components/ui/qr-code.tsx";
import type { BundledFile } from "#lib/features/evidence/bundles/types.ts";
import type { Commitments, Evidence } from "#lib/features/evidence/records/types.ts";
import type { ShareLinkRow, Sharing } from "#lib/features/evidence/sharing/types.ts";
import type { Who } from "./evidence-row.ts";

/** A link; with its address and code while it works, for who may share. */
export interface ShareLinkView extends ShareLinkRow {
  url?: string;
  qr?: Qr;
}

/** A file of a bundle; with the record by which its content is kept, where it is. */
export interface ShownFile extends BundledFile {
  evidenceId: string | undefined;
}

export interface RecordView extends Evidence, Commitments {
  who: Who;
  /** Name of the unit that it belongs to, with those above it. */
  unitPath?: string | undefined;
  /** The organisation's tags, for who may change those of the record. */
  tagChoices?: string[];
  publicPage: string;
  /** What is in it, a page of the files that are looked for. */
  bundle?: { files: ShownFile[]; next: string | undefined; q: string; count: number; bytes: number | undefined };
  /** Of the public page. */
  qr: Qr;
  sharing: Omit<Sharing, "links"> & { links: ShareLinkView[]; mayShare: boolean; suspended: boolean };
}
