/**
 * A certificate as an SD-JWT VC: who issued what under which id is seen by everybody, each field and each predicate only where it is
 * disclosed. What a share shows, the certificate's page and wallets hold is a presentation of it.
 */
import { p256Jwk } from "./es256.ts";
import { issueSdJwt, type SdJwtSigner } from "./sd-jwt-issue.ts";

const MS_A_SECOND = 1000;

export interface CertificateSdJwtInput {
  certificateId: string;
  /** `https://HOST/issuers/SLUG` */
  issuer: string;
  issuerName: string;
  title: string;
  /** `https://HOST/issuers/SLUG/types/TEMPLATEID` */
  vct: string;
  /** RFC 3339. */
  issuedAt: string;
  validUntil?: string | undefined;
  /** Its entry in the token status list. */
  status: { uri: string; index: number };
  /** By name; empty ones are left out by the caller. */
  fields: Readonly<Record<string, string>>;
  predicates: Readonly<Record<string, boolean>>;
  /** The point (P-256) of a wallet's key that it is bound to (`cnf`). */
  holderKey?: Uint8Array | undefined;
  signer: SdJwtSigner;
}

/** The whole: issuer-signed JWT and every disclosure, `fields.NAME` and `predicates.NAME`. */
export function certificateSdJwt(input: CertificateSdJwtInput): Promise<string> {
  const { validUntil, holderKey } = input;
  return issueSdJwt({
    always: {
      iss: input.issuer,
      vct: input.vct,
      iat: seconds(input.issuedAt),
      ...(validUntil !== undefined && { exp: seconds(validUntil) }),
      status: { status_list: { idx: input.status.index, uri: input.status.uri } },
      ...(holderKey && { cnf: { jwk: p256Jwk(holderKey) } }),
      certificate_id: input.certificateId,
      issuer_name: input.issuerName,
      title: input.title,
    },
    disclosable: { fields: { ...input.fields }, predicates: { ...input.predicates } },
    signer: input.signer,
  });
}

const seconds = (time: string) => Math.floor(Date.parse(time) / MS_A_SECOND);
