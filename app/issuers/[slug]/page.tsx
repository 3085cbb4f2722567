import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { IssuerPublicPage } from "#components/certificates/issuers/issuer-public-page.tsx";
import { loadIssuerPage } from "#lib/features/certificates/issuers/pages.ts";
import { slugParamsSchema } from "#lib/features/certificates/issuers/schema.ts";
import { countLists } from "#lib/features/certificates/status/rows.ts";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ slug: string }>;
}

async function load({ params }: Props) {
  const { success, data } = slugParamsSchema.safeParse(await params);
  return success ? await loadIssuerPage(data.slug) : undefined;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [t, page] = await Promise.all([getTranslations("issuer.public"), load(props)]);
  return page ? { title: t("title", { name: page.issuer.name }) } : {};
}

/** Who an issuer is, for whoever was shown a certificate of it. */
export default async function PublicIssuerPage(props: Props) {
  const page = await load(props);
  if (!page) notFound();
  return <IssuerPublicPage page={page} lists={await countLists(page.issuer.id)} />;
}
