/** A record's page, as its loader gives it. */

import type { Qr } from "#components/ui/qr-code.tsx";
import type { Commitments, Evidence } from "#lib/features/evidence/records/types.ts";
import type { ShareLinkRow, Sharing } from "#lib/features/evidence/sharing/types.ts";
import type { Who } from "./evidence-row.ts";

/** A link; with its address and code while it works, for who may share. */
export interface ShareLinkView extends ShareLinkRow {
  url?: string;
  qr?: Qr;
}

export interface RecordView extends Evidence, Commitments {
  who: Who;
  /** The organisation's tags, for who may change those of the record. */
  tagChoices?: string[];
  publicPage: string;
  /** Of the public page. */
  qr: Qr;
  sharing: Omit<Sharing, "links"> & { links: ShareLinkView[]; mayShare: boolean; suspended: boolean };
}
