"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { DropdownMenu, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "#components/ui/dropdown-menu.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ToastProvider, useToast } from "#components/ui/toast.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { Specimen } from "./specimen.tsx";

export function OverlaySpecimens() {
  const t = useTranslations("design");
  return (
    <ToastProvider>
      <Specimen title={t("overlays")}>
        <Triggers />
        <Tabs
          label={t("tabs")}
          tabs={[
            { value: "a", label: t("optionA"), content: <p>{t("hint")}</p> },
            { value: "b", label: t("optionB"), content: <p>{t("specimen")}</p> },
          ]}
        />
        <FileDrop title={t("drop")} hint={t("hint")} onFiles={() => {}} />
      </Specimen>
    </ToastProvider>
  );
}

function Triggers() {
  const t = useTranslations("design");
  const toast = useToast();
  return (
    <div className="flex flex-wrap gap-3">
      <Dialog
        trigger={<Button>{t("dialog")}</Button>}
        title={t("dialog")}
        description={t("hint")}
        footer={
          <DialogClose>
            <Button variant="primary">{t("button")}</Button>
          </DialogClose>
        }
      >
        <TextField label={t("field")} name="in-dialog" />
      </Dialog>
      <AlertDialog
        trigger={<Button variant="danger">{t("alertDialog")}</Button>}
        title={t("alertDialog")}
        description={t("hint")}
        confirmLabel={t("button")}
        onConfirm={() => {}}
        danger
      />
      <DropdownMenu trigger={<Button>{t("menu")}</Button>} align="start">
        <MenuLabel>{t("menu")}</MenuLabel>
        <MenuItem>{t("optionA")}</MenuItem>
        <MenuLink href="/design">{t("link")}</MenuLink>
        <MenuSeparator />
        <MenuItem danger>{t("optionB")}</MenuItem>
      </DropdownMenu>
      <Tooltip label={t("hint")}>
        <Button variant="quiet" aria-label={t("tooltip")} icon={<KeyRound aria-hidden="true" className="size-4" />} />
      </Tooltip>
      <Button onClick={() => toast({ tone: "ok", title: t("done"), description: t("hint") })}>{t("toast")}</Button>
    </div>
  );
}
