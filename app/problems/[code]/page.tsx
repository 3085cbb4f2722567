import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { describeProblem } from "#lib/infra/http/problems.ts";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ code: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const problem = describeProblem((await params).code, await getLocale());
  return problem ? { title: problem.title } : {};
}

/** What the `type` of a problem document leads to. RFC 9457 section 3.1.1 */
export default async function ProblemPage({ params }: Props) {
  const [{ code }, t, locale] = await Promise.all([params, getTranslations("errors.page"), getLocale()]);
  const problem = describeProblem(code, locale);
  if (!problem) notFound();
  const way = <Breadcrumbs steps={[{ label: t("all"), href: "/problems" }, { label: problem.code }]} />;
  return (
    <div className="page page-narrow">
      <PageHeader title={problem.title} lead={problem.detail} above={way} />
      <Card>
        <DefinitionList
          items={[
            { term: t("code"), description: <code className="text-xs">{problem.code}</code> },
            { term: t("status"), description: problem.status },
          ]}
        />
        {problem.detail.includes("{") ? <p className="pt-3 text-sm text-ink-soft">{t("braces")}</p> : null}
      </Card>
    </div>
  );
}
