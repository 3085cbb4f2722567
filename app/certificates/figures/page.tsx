import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FiguresPage } from "#components/certificates/figures/figures-page.tsx";
import { loadFigures } from "#lib/features/certificates/figures/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("figures"))("title") };
}

interface Props {
  searchParams: Promise<{ range?: string | string[] }>;
}

export default async function CertificateFiguresPage({ searchParams }: Props) {
  return <FiguresPage {...(await loadFigures((await searchParams).range))} />;
}
