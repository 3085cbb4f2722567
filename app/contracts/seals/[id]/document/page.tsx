import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SealingDesk } from "#components/contracts/seals/sealing-desk.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadSealing } from "#lib/features/contracts/seals/pages/sealing.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("documentSeals.desk"))("title") };
}

export default async function SealingPage({ params, searchParams }: Props) {
  const [t, seals, roles, loaded] = await Promise.all([
    getTranslations("documentSeals.desk"),
    getTranslations("documentSeals"),
    getTranslations("settings.roles"),
    loadSealing(await params, await searchParams),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide pt-8">
        <Callout tone="attention">{seals("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { seal, request, purposes, mayUse } = loaded;
  const { id, name, width, height, fourEyes } = seal;
  const steps = [
    { label: seals("title"), href: "/contracts/seals" },
    { label: name, href: `/contracts/seals/${id}` },
    { label: t("title") },
  ];
  return (
    <div className="page page-wide">
      <PageHeader
        above={<Breadcrumbs steps={steps} />}
        title={t("title")}
        lead={request ? t("leadApproved", { document: request.document, purpose: request.purpose }) : t("lead")}
      />
      {mayUse ? (
        <SealingDesk
          seal={{ id, name, width, height, fourEyes }}
          purposes={purposes}
          request={
            request && {
              id: request.id,
              purpose: request.purpose,
              document: request.document,
              digest: request.digest,
              place: request.place,
            }
          }
        />
      ) : (
        <Callout
          tone="attention"
          actions={
            <LinkButton href={`/contracts/seals/${id}`} size="sm">
              {t("toSeal")}
            </LinkButton>
          }
        >
          {t("mayNot")}
        </Callout>
      )}
    </div>
  );
}
