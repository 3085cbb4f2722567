/** The forms in which a certificate is handed out. */
export const CERTIFICATE_FORMS = ["pdf", "credential", "receipt", "sd-jwt", "badge-png", "badge-svg"] as const;
export type CertificateForm = (typeof CERTIFICATE_FORMS)[number];
