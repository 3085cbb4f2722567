import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AcceptInvitationForm } from "#components/members/accept-invitation-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadInvitation } from "#lib/features/accounts/members/pages.ts";
import { PASSWORD_CHARS_MIN } from "#lib/gate/password.ts";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("invitation");
  return { title: t("title"), robots: { index: false } };
}

export default async function InvitationPage({ searchParams }: { searchParams: SearchParams }) {
  const { token } = await searchParams;
  const given = typeof token === "string" ? token : undefined;
  const [t, roles, open] = await Promise.all([
    getTranslations("invitation"),
    getTranslations("settings.roles"),
    loadInvitation(given),
  ]);
  if (!open || given === undefined) {
    return (
      <div className="page max-w-2xl">
        <PageHeader
          title={given === undefined ? t("noTokenTitle") : t("closedTitle")}
          lead={given === undefined ? undefined : t("closedLead")}
        />
        <p className="max-w-prose pb-6">{t("closedHow")}</p>
        <LinkButton href="/sign-in" variant="primary">
          {t("signIn")}
        </LinkButton>
      </div>
    );
  }
  const { organisationName, inviter, email, role } = open;
  return (
    <div className="page max-w-2xl">
      <PageHeader
        title={t("acceptTitle", { organisation: organisationName })}
        lead={t("acceptLead", { inviter, role: roles(role), email })}
      />
      <Card>
        <ClientMessages namespaces={["invitation", "forms"]}>
          <AcceptInvitationForm token={given} email={email} passwordCharsMin={PASSWORD_CHARS_MIN} />
        </ClientMessages>
      </Card>
    </div>
  );
}
