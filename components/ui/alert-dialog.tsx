"use client";

import { useTranslations } from "next-intl";
import { AlertDialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { buttonClass } from "./button.tsx";
import { OVERLAY_CLASS, PANEL_CLASS } from "./dialog.tsx";

type AlertDialogProps = {
  trigger?: ReactNode;
  title: ReactNode;
  /** What will happen, and whether it can be undone. */
  description: ReactNode;
  /** Says the deed: "Revoke the key", never "OK". */
  confirmLabel: ReactNode;
  onConfirm: () => void;
  /** What is to be decided with it. */
  children?: ReactNode;
  /** The deed cannot be undone. */
  danger?: boolean;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** Asks before something that matters; focus starts on the way out. */
export function AlertDialog(props: AlertDialogProps) {
  const t = useTranslations("common");
  return (
    <Primitive.Root open={props.open} onOpenChange={props.onOpenChange}>
      {props.trigger ? <Primitive.Trigger asChild>{props.trigger}</Primitive.Trigger> : null}
      <Primitive.Portal>
        <Primitive.Overlay className={OVERLAY_CLASS} />
        <Primitive.Content className={PANEL_CLASS}>
          <Primitive.Title className="font-serif text-lg font-semibold">{props.title}</Primitive.Title>
          <Primitive.Description className="text-sm text-ink-soft">{props.description}</Primitive.Description>
          {props.children}
          <div className="flex flex-wrap justify-end gap-3 pt-2">
            <Primitive.Cancel className={buttonClass()}>{t("cancel")}</Primitive.Cancel>
            <Primitive.Action
              onClick={props.onConfirm}
              className={buttonClass({ variant: props.danger ? "danger" : "primary" })}
            >
              {props.confirmLabel}
            </Primitive.Action>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
