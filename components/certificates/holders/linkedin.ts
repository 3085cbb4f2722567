/** LinkedIn's form for a certificate, filled as far as LinkedIn takes it; so the values stand on the page as well, to be copied one by one. */

const FORM = "https://www.linkedin.com/profile/add";

interface Facts {
  id: string;
  title: string;
  issuedAt: string;
  validUntil?: string | undefined;
  page: string;
  /** `linkedinId`: LinkedIn's number of the organisation. With a name alone LinkedIn shows no logo, or another's. */
  issuer: { name: string; linkedinId?: string };
}

export function linkedInAddress({ id, title, issuedAt, validUntil, page, issuer }: Facts): string {
  const { linkedinId, name } = issuer;
  const query = new URLSearchParams({
    startTask: "CERTIFICATION_NAME",
    name: title,
    ...(linkedinId === undefined ? { organizationName: name } : { organizationId: linkedinId }),
    ...month("issue", issuedAt),
    ...(validUntil === undefined ? {} : month("expiration", validUntil)),
    certUrl: page,
    certId: id,
  });
  return `${FORM}?${query}`;
}

const month = (of: string, time: string) => ({
  [`${of}Year`]: time.slice(0, 4),
  [`${of}Month`]: `${Number(time.slice(5, 7))}`,
});
