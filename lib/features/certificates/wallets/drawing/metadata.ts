/** What an issuer publishes for wallets of the certificates of one template: pure functions of what is known of them. */
import { preAuthorizedCodeGrantIdentifier } from "@openid4vc/oauth2";
import { CONFIGURATION_ID, FORMAT, PIN_DIGITS, type WalletType } from "../types.ts";

const LOCALES = ["zh-CN", "en"] as const;
const HOLDER = { name: "holder_name", label: { en: "Name", "zh-CN": "姓名" } };

/** What whoever holds a certificate may disclose of it: each field by itself. */
const claimsOf = ({ fields }: WalletType) =>
  [HOLDER, ...fields].map(({ name, label }) => ({ path: ["fields", name] as [string, string], label }));

/**
 * Metadata of a credential issuer (OpenID4VCI 1.0 section 12.2). The certificate is what its batch's leaf binds, whoever holds it: it
 * cannot be bound to a wallet's key afterwards, so no binding is promised and no proof asked for.
 */
export function issuerMetadata(type: WalletType) {
  const { address, issuerName, title, language } = type;
  return {
    credential_issuer: address,
    credential_endpoint: `${address}/credential`,
    nonce_endpoint: `${address}/nonce`,
    display: [{ name: issuerName }],
    credential_configurations_supported: {
      [CONFIGURATION_ID]: {
        format: FORMAT,
        vct: address,
        credential_signing_alg_values_supported: ["ES256"],
        credential_metadata: {
          display: [{ name: title, locale: language }],
          claims: claimsOf(type).map(({ path, label }) => ({
            path,
            display: LOCALES.map((locale) => ({ name: label[locale], locale })),
          })),
        },
      },
    },
  };
}

/** Metadata of the authorisation server, which is the issuer itself. RFC 8414 section 2, OpenID4VCI 1.0 section 12.3. */
export function serverMetadata({ address }: Pick<WalletType, "address">) {
  return {
    issuer: address,
    token_endpoint: `${address}/token`,
    response_types_supported: [] as string[],
    grant_types_supported: [preAuthorizedCodeGrantIdentifier],
    token_endpoint_auth_methods_supported: ["none"],
    "pre-authorized_grant_anonymous_access_supported": true,
  };
}

/** Type metadata, to which `vct` leads (draft-ietf-oauth-sd-jwt-vc, "Type Metadata"). */
export function typeMetadata(type: WalletType) {
  const { address, title, language } = type;
  return {
    vct: address,
    name: title,
    display: [{ locale: language, name: title }],
    claims: claimsOf(type).map(({ path, label }) => ({
      path,
      sd: "always",
      display: LOCALES.map((locale) => ({ locale, label: label[locale] })),
    })),
  };
}

/** An offer (OpenID4VCI 1.0 section 4.1.1). @param code the pre-authorised one */
export function offerGrants(code: string) {
  return {
    [preAuthorizedCodeGrantIdentifier]: {
      "pre-authorized_code": code,
      tx_code: { input_mode: "numeric" as const, length: PIN_DIGITS },
    },
  };
}
