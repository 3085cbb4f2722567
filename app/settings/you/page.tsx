import { getLocale, getTranslations } from "next-intl/server";
import { ChangePasswordForm } from "#components/passwords/change-password-form.tsx";
import { ProfileForm } from "#components/people/profile-form.tsx";
import { zoneNames } from "#components/people/zone-names.ts";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Card } from "#components/ui/card.tsx";
import { loadYou } from "#lib/features/accounts/people/pages.ts";
import { PASSWORD_CHARS_MIN } from "#lib/gate/password.ts";

export default async function YouPage() {
  const [t, password, locale, person] = await Promise.all([
    getTranslations("you"),
    getTranslations("ownPassword"),
    getLocale(),
    loadYou(),
  ]);
  return (
    <ClientMessages namespaces={["you", "ownPassword", "forms"]}>
      <div className="grid max-w-4xl gap-6">
        <Card title={t("profile")}>
          <ProfileForm person={person} zones={zoneNames(locale)} />
        </Card>
        <Card title={password("title")}>
          <ChangePasswordForm email={person.email} passwordCharsMin={PASSWORD_CHARS_MIN} />
        </Card>
      </div>
    </ClientMessages>
  );
}
