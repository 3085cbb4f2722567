#!/usr/bin/env bash
# s3rver stores an AWS SDK stream together with its chunk framing, and answers 200: the object is not what was sent.
#
# With:  s3rver 3.7.1 (an S3 server for tests) and @aws-sdk/client-s3 3.1175.0. Run on 2026-11-29, on loopback.
# Does:  puts the same 22 bytes twice, as a Buffer and as a stream of announced length, and reads both back.
# Seen:  since it adds a checksum by default, the SDK sends a stream as `aws-chunked` with a trailer. s3rver does not know that framing and
#        keeps the body as it came over the wire: chunk size, content, closing chunk, checksum line. Both puts answer 200, and the
#        object's length and digest are those of the framing.
# So:    an object's digest is not known until the object was read back, or its server was tried at the start with a stream.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  s3rver@3.7.1 @aws-sdk/client-s3@3.1175.0

cat > put.js <<'JS'
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import S3rver from "s3rver";

const CONTENT = Buffer.from("content of a contract\n");
const server = new S3rver({
  port: 0,
  address: "127.0.0.1",
  silent: true,
  directory: "objects",
  configureBuckets: [{ name: "evidence" }],
});
const { port } = await server.run();
const client = new S3Client({
  endpoint: `http://127.0.0.1:${port}`,
  region: "us-east-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
});

for (const [Key, Body] of Object.entries({ buffer: CONTENT, stream: Readable.from([CONTENT]) })) {
  const put = await client.send(
    new PutObjectCommand({ Bucket: "evidence", Key, Body, ContentLength: CONTENT.length }),
  );
  const object = await client.send(new GetObjectCommand({ Bucket: "evidence", Key }));
  const kept = await object.Body.transformToString();
  console.log(`${Key}: sent ${CONTENT.length}, ${put.$metadata.httpStatusCode}, kept ${kept.length}`);
  console.log(`  ${JSON.stringify(kept)}`);
}
client.destroy();
await server.close();
JS
NODE_NO_WARNINGS=1 node put.js | tee found

cat > expected <<'TEXT'
buffer: sent 22, 200, kept 22
  "content of a contract\n"
stream: sent 22, 200, kept 64
  "16\r\ncontent of a contract\n\r\n0\r\nx-amz-checksum-crc32:nW1B6w==\r\n\r\n"
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
