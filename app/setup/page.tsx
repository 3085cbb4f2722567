import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AcceptOwnerForm } from "#components/setup/accept-owner-form.tsx";
import { ClosedLink } from "#components/setup/closed-link.tsx";
import { FirstRunForm } from "#components/setup/first-run-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadSetup } from "#lib/features/setup/pages.ts";
import { PASSWORD_CHARS_MIN } from "#lib/gate/password.ts";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setup");
  return { title: t("title"), robots: { index: false } };
}

export default async function SetupPage({ searchParams }: { searchParams: SearchParams }) {
  const { token } = await searchParams;
  const given = typeof token === "string" ? token : undefined;
  const [t, link] = await Promise.all([getTranslations("setup"), loadSetup(given)]);
  return (
    <div className="page max-w-2xl">
      <ClientMessages namespaces={["setup", "forms"]}>
        {link.purpose === "none" || given === undefined ? (
          <ClosedLink hasToken={given !== undefined} isSetUp={link.purpose === "none" && link.isSetUp} />
        ) : link.purpose === "setup" ? (
          <>
            <PageHeader title={t("title")} lead={t("lead")} />
            <FirstRunForm token={given} passwordCharsMin={PASSWORD_CHARS_MIN} />
          </>
        ) : (
          <>
            <PageHeader
              title={t("acceptTitle", { organisation: link.organisationName })}
              lead={t("acceptLead", { email: link.email })}
            />
            <Card>
              <AcceptOwnerForm token={given} email={link.email} passwordCharsMin={PASSWORD_CHARS_MIN} />
            </Card>
          </>
        )}
      </ClientMessages>
    </div>
  );
}
