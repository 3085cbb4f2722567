import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CorrectForm } from "#components/certificates/issuing/correct-form.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadCertificatePage } from "#lib/features/certificates/issuing/pages/pages.ts";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("issued.correct"))("title") };
}

export default async function CorrectPage({ params }: Props) {
  const { id } = await params;
  const [t, issued, { certificate, fields, mayReplace }] = await Promise.all([
    getTranslations("issued.correct"),
    getTranslations("issued"),
    loadCertificatePage(id),
  ]);
  if (!mayReplace) redirect(`/certificates/${id}`);
  const { holderName } = certificate;
  return (
    <div className="page">
      <PageHeader
        above={
          <Breadcrumbs
            steps={[
              { label: issued("title"), href: "/certificates" },
              { label: holderName, href: `/certificates/${certificate.id}` },
              { label: t("title") },
            ]}
          />
        }
        title={t("title")}
        lead={t("lead", { name: holderName })}
      />
      <Card>
        <CorrectForm certificate={certificate} fields={fields} />
      </Card>
    </div>
  );
}
