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
