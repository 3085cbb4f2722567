/** An archive: evidence as a folder that its organisation keeps, and that another installation can take over. */

/** Records of one page. */
export const ARCHIVE_RECORDS_MAX = 100;
/** Of the receipts of one page, in bytes; a page ends before it. A client takes 20 MB. */
export const ARCHIVE_BYTES_MAX: number = 8 * 1024 * 1024;

export interface ArchivedRecord {
  id: string;
  ledger: string;
  /** The receipt's exact text, private details included. */
  receipt: string;
  /** Whether its content can be asked for, now. */
  contentKept: boolean;
}

export interface ArchivePage {
  /** Newest first. */
  records: ArchivedRecord[];
  /** Id of the last one, when there are older ones. */
  older?: string | undefined;
}

/** Bytes of a receipt with which a record is taken over; one with three post-quantum cosignatures and four tokens has a tenth. */
export const ORIGIN_BYTES_MAX: number = 256 * 1024;

/** What a record that is taken over comes from. Digests in hex. */
export interface Origin {
  /** SHA-256 of the bytes of the old record. */
  record: string;
  /** Of the content, as the old record states it. */
  sha256: string;
  /** Id of the record here, once it is made. */
  evidence?: string;
}

/** A record is taken over once, whoever asks how often: the key of its submission. No header spells it, since it has a space. */
export function originKey(record: string): string {
  return `origin ${record}`;
}

/** What the old receipt of a record states; whether it holds is for who checks it. */
export interface ShownOrigin {
  /** Name of the old ledger. */
  ledger: string;
  id: string;
  receivedAt: string;
  submitter: string;
  /** Hex SHA-256 of the old record. */
  recordHash: string;
  /** Where the old receipt is downloaded. */
  receipt: string;
}
