/** Outgoing mail by SMTP, to the server that the operator names. The one place that speaks with a mail server. */
export { createMailer, type Mailer, type MailerParts, type MailMessage, type MailServer } from './client'
