import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { describeProblems } from "#lib/infra/http/problems.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("errors.page"))("title") };
}

export default async function ProblemsPage() {
  const [t, locale] = await Promise.all([getTranslations("errors.page"), getLocale()]);
  const head = (
    <>
      <Th>{t("code")}</Th>
      <Th numeric>{t("status")}</Th>
      <Th>{t("meaning")}</Th>
    </>
  );
  return (
    <div className="page">
      <PageHeader title={t("title")} lead={t("lead")} />
      <Table caption={t("title")} head={head}>
        {describeProblems(locale).map(({ code, status, title }) => (
          <Tr key={code}>
            <Td>
              <TextLink href={`/problems/${code}`} prefetch={false} className="font-mono text-xs">
                {code}
              </TextLink>
            </Td>
            <Td numeric>{status}</Td>
            <Td>{title}</Td>
          </Tr>
        ))}
      </Table>
    </div>
  );
}
