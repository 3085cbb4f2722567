/** The forms in which a certificate is handed out. */
export const CERTIFICATE_FORMS = ["pdf", "credential", "receipt", "sd-jwt"] as const;
export type CertificateForm = (typeof CERTIFICATE_FORMS)[number];
