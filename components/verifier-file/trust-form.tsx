import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { type ReadTrust, TRUST_FILE_BYTES_MAX, type TrustTexts, trustText } from "./named-trust.ts";
import { PolicyInWords } from "./policy-in-words.tsx";

/** Name of the field for the policy. */
export const POLICY_NAME = "policy";

type TrustFormProps = { texts: TrustTexts; trust: ReadTrust; onTexts: (texts: TrustTexts) => void };

/** Where the reader says whom they trust; a verdict follows at once. */
export function TrustForm({ texts, trust, onTexts }: TrustFormProps) {
  const t = useTranslations("standalone.trust");
  const reasons = useTranslations("cli.verify.policy");
  const { policy, policyProblem, named, authoritiesBad } = trust;
  const id = useId();
  const problem = policyProblem && t("policyBad", { line: policyProblem.line, reason: reasons(policyProblem.error) });
  return (
    <section
      aria-labelledby={id}
      className="grid gap-6 rounded-lg border border-rule bg-surface p-5 sm:p-6 print:hidden"
    >
      <div className="grid gap-1">
        <h2 id={id} className="font-serif text-lg font-semibold">
          {t("title")}
        </h2>
        <p className="text-sm text-ink-soft text-pretty">{t("lead")}</p>
      </div>
      <TrustText
        name={POLICY_NAME}
        label={t("policy")}
        hint={t("policyHint")}
        choose={t("choosePolicy")}
        placeholder="log example.com/ledger/main+1a2b3c4d+AR…"
        value={texts.policy}
        error={problem}
        onText={(text) => onTexts({ ...texts, policy: text })}
      >
        {policy ? <PolicyInWords policy={policy} /> : null}
      </TrustText>
      <TrustText
        name="authorities"
        label={t("authorities")}
        hint={t("authoritiesHint")}
        choose={t("chooseAuthorities")}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={texts.authorities}
        error={authoritiesBad ? t("authoritiesBad") : undefined}
        onText={(text) => onTexts({ ...texts, authorities: text })}
      >
        {named ? (
          <ul className="grid gap-1 text-sm">
            {named.map(({ name, notAfter }, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two certificates may bear the same name
              <li key={position}>
                <bdi className="font-medium">{name}</bdi>
                <span className="block text-xs text-ink-soft">
                  {t("until")} <DateTime value={notAfter} />
                </span>
              </li>
            ))}
          </ul>
        ) : null}
      </TrustText>
    </section>
  );
}

type TrustTextProps = {
  name: string;
  label: string;
  hint: string;
  choose: string;
  placeholder: string;
  value: string;
  error?: string | undefined;
  onText: (text: string) => void;
  /** What the text comes to. */
  children: ReactNode;
};

/** A text to paste, to drop or to choose as a file. */
function TrustText({ choose, value, error, onText, children, ...rest }: TrustTextProps) {
  const t = useTranslations("standalone.trust");
  const [refused, setRefused] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const bytes = file.size > TRUST_FILE_BYTES_MAX ? undefined : await file.arrayBuffer().catch(() => undefined);
    const text = bytes && trustText(new Uint8Array(bytes));
    setRefused(text === undefined);
    if (text !== undefined) onText(text);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one of three ways; the button and the field are the others
    <div
      className="grid gap-3"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0]);
      }}
    >
      <TextareaField
        {...rest}
        rows={5}
        value={value}
        error={refused ? t("fileRefused") : error}
        onChange={(event) => {
          setRefused(false);
          onText(event.target.value);
        }}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        className="font-mono text-xs break-all"
      />
      <FileButton size="sm" className="justify-self-start" onFiles={([file]) => void take(file)}>
        <FileUp aria-hidden="true" className="size-4" />
        {choose}
      </FileButton>
      <div aria-live="polite" className="empty:hidden">
        {children}
      </div>
    </div>
  );
}
