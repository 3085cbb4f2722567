import type { Tx } from "#lib/infra/db/prisma.ts";

interface Acting {
  kind: string;
  /** Of the person, or of the key. */
  id: string;
}

/** Four eyes are two people's: a key acts for whoever made it, whichever of their keys it is. */
export async function isSamePerson(tx: Tx, one: Acting, other: Acting): Promise<boolean> {
  const keys = [one, other].flatMap(({ kind, id }) => (kind === "api-key" ? [id] : []));
  const makers = await tx.apiKey.findMany({ where: { id: { in: keys } }, select: { id: true, createdById: true } });
  const personOf = ({ kind, id }: Acting) =>
    kind === "api-key" ? (makers.find((key) => key.id === id)?.createdById ?? id) : id;
  return personOf(one) === personOf(other);
}
