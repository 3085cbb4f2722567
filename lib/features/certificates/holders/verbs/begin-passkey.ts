import { randomBytes } from "node:crypto";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import {
  CHALLENGE_LIMIT,
  creationOptions,
  requestOptions,
} from "#lib/features/accounts/factors/verbs/create-challenge.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { readHeld } from "../rows/certificates.ts";
import { findHolder } from "../rows/holder.ts";
import { listCredentials } from "../rows/passkeys.ts";

const HANDLE_BYTES = 32;

/** What a browser needs to make a passkey for whoever holds the link. @throws {SealbookError} `too_many_attempts`, `link_invalid` */
export async function beginHolderPasskey(input: {
  token: string;
  address: string;
}): Promise<PublicKeyCredentialCreationOptionsJSON> {
  await requireAttempt(input);
  const holder = requireLink(await findHolder(input.token, input.address));
  const [held] = await readHeld([holder.anchor.certificateId]);
  const { holderName, issuer } = requireLink(held);
  return await creationOptions(prisma(), {
    purpose: "hold",
    // Chance: it tells nobody's other certificates, and takes the place of no other passkey.
    user: {
      handle: new Uint8Array(randomBytes(HANDLE_BYTES)),
      name: `${holderName} · ${issuer.name}`,
      displayName: holderName,
    },
    known: await listCredentials(holder),
  });
}

/** What a browser needs to come back with whichever passkey it finds: the same for everybody. @throws {SealbookError} `too_many_attempts` */
export async function beginOpenWithPasskey(input: { address: string }): Promise<PublicKeyCredentialRequestOptionsJSON> {
  await requireAttempt(input);
  return await requestOptions(prisma(), { purpose: "open", allow: [] });
}

async function requireAttempt({ address }: { address: string }): Promise<void> {
  await countAttempt(CHALLENGE_LIMIT, callerOfAddress(address));
}
