/** The seal that a batch waits for has come: the seam to whoever makes seals of k approvers. */
import { verifySeal } from "#lib/core/certificate/seal.ts";
import { toBase64, utf8 } from "#lib/core/text/bytes.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * In the caller's transaction, which has proven who the approvers are. The worker goes on by itself.
 *
 * @param given.signature over `sealMessage(statement)`, of the key that the batch names
 * @throws {SealbookError} `batch_state`: it waits for no seal; `seal_wrong`: the key did not sign this
 */
export async function sealBatch(
  tx: Tx,
  { batchId: id, signature }: { batchId: string; signature: Uint8Array<ArrayBuffer> },
): Promise<void> {
  await tx.$queryRaw`SELECT FROM certificate_batch WHERE id = ${id}::uuid FOR UPDATE`;
  const { state, statement, sealKey } = await tx.certificateBatch.findUniqueOrThrow({ where: { id } });
  if (state !== "sealing" || statement === null || sealKey === null)
    throw new SealbookError("batch_state", { details: { state } });
  const seal = { key: toBase64(sealKey), signature: toBase64(signature) };
  if (!verifySeal({ statement: utf8(statement), seal })) throw new SealbookError("seal_wrong");
  await tx.certificateBatch.update({ where: { id }, data: { sealSignature: signature } });
}
