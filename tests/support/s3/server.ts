/** A real S3 server of a test, on loopback. */
export interface S3Server {
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Ends it, and what it kept. */
  stop(): Promise<void>;
}
