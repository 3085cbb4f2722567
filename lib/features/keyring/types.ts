/** A key of a content, wrapped by its organisation's: what is recorded with the content. */
export interface WrappedContentKey {
  /** 16 bytes, which the file begins with. */
  id: Buffer;
  /** Number of the organisation's key. */
  keyNumber: number;
  /** 40 bytes. */
  wrapped: Buffer;
}
