/** A report as Postfix writes it (RFC 3464). */
export function report(of: { envelope?: string; messageId?: string; action?: string; to?: string }): string {
  const { envelope, messageId, action = "failed", to = "nobody@example.org" } = of;
  return `From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

This is a MIME-encapsulated message.

--=_b
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<${to}>: host mx.example.org said: 550 5.1.1 User unknown

--=_b
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
${envelope === undefined ? "" : `Original-Envelope-Id: ${envelope}\n`}X-Postfix-Queue-ID: 4F0A
Arrival-Date: Mon, 30 Nov 2026 02:00:00 +0000 (UTC)

Final-Recipient: rfc822; ${to}
Original-Recipient: rfc822;${to}
Action: ${action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--=_b
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Subject: =?UTF-8?Q?x?=
${messageId === undefined ? "" : `Message-ID: ${messageId}\n`}Date: Mon, 30 Nov 2026 02:00:00 +0000

--=_b--
`;
}
