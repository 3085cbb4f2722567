/** What a bucket was found to do (probe.ts), and with it how writes are checked. */

export interface Answers {
  /** A PutObject that says If-None-Match: * is refused where something is. A second line: the database decides who wins a key. */
  conditionalPut: boolean;
  /** The same of CompleteMultipartUpload. */
  conditionalComplete: boolean;
  /** A body whose Content-MD5 is another one's is refused. */
  refusesWrongDigest: boolean;
  /**
   * The tag of an object is the MD5 of its bytes, or of the MD5s of its parts: what was written is then checked by comparing it with ours.
   * Otherwise everything that is written is read again.
   */
  tagsAreDigests: boolean;
  /**
   * How the server copies with the encryption that is asked for and without changing the tag: whole, or what was written in parts by its
   * parts. no: it does not, and bytes pass through us.
   */
  copies: "whole" | "by parts" | "no";
  /** Objects have versions: removing one means removing all of its versions. */
  versions: boolean;
  /** Locks can be asked for in this bucket; "afterwards": those of an upload in parts, by a request of its own. */
  locks: "no" | "at once" | "afterwards";
  /** What the server says of the encryption that was asked for; "" where none was. */
  encryption: string;
  /** Uploads that were not finished are listed, so that they can be swept. */
  listsUploads: boolean;
}
