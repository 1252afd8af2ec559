"""Fields that can hold text and hold no personal data of families, by model.

`families.privacy.places` has those that do. Of a model that is wholly the staff's or the program's
the fields are not listed: `ALL`.
"""

ALL = "*"
_CHOICES_OF_A_NAME = "relation kind declared country"

# Written by the program: states, codes of languages and currencies, keys of other programs.
NOT_PERSONAL: dict[str, str] = {
    "accounts.CacheEntry": ALL,  # hashes, for as long as a limit
    "accounts.UserEvent": ALL,
    "accounts.UserRoleEvent": ALL,
    "account.EmailConfirmation": ALL,
    "admin.LogEntry": "object_id",
    "auth.Group": ALL,
    "auth.Permission": ALL,
    "communities.ApiKey": ALL,
    "communities.ApiKeyEvent": ALL,
    "communities.ApiRequest": ALL,
    # The community's own particulars, which it publishes.
    "communities.Application": "name city country language zone state i18n",
    "communities.ApplicationEvent": ALL,
    "communities.Membership": ALL,
    "communities.MembershipEvent": ALL,
    "communities.NameList": "consent state failure source language content_hash columns day",
    "communities.NameListEvent": "pgh_label state",
    "communities.PersonalDataExport": ALL,
    "communities.PersonalDataExportEvent": ALL,
    "communities.Printing": ALL,
    "communities.Row": "kind relation source_sheet issues questions matching_scrolls",
    "communities.SignupCard": "content_hash",
    "contenttypes.ContentType": ALL,
    "families.Attempt": ALL,  # keyed hashes, for an hour
    "families.CallEvent": "pgh_label",
    "families.CallStep": ALL,
    "families.CallStepEvent": ALL,
    "families.Look": ALL,  # the keys of who was seen; which fields were filled in
    "families.OwnerRequest": "language zone reply",
    "families.Question": "relation language zone state answer",
    "families.Gift": "country day language",
    "families.PostBatch": ALL,
    "families.PostBatchEvent": ALL,
    "families.Posting": "country printed posted_on",
    "families.PostingEvent": ALL,
    "families.Reminder": "language zone",
    # Its file has personal data: `families.privacy.files` deletes it.
    "families.DataDownload": ALL,
    "families.DataDownloadEvent": ALL,
    "families.EnumerationAlarm": ALL,  # counts of an hour
    "families.Erasure": "state failure token language people",
    "families.ErasureRequest": "state language",
    "families.ErasureEvent": "pgh_label state",
    "letters.Certificate": "day jewish_day",
    "letters.ColumnsWritten": ALL,
    "letters.Community": ALL,
    "letters.EarlierDouble": "decision",
    "letters.EarlierDoubleEvent": ALL,
    "letters.EarlierEntry": "relation kind questions source_sheet number place country",
    # What the committee writes of a file, and its columns.
    "letters.EarlierRegister": (
        "state failure title origin quality language phase upload content_hash headings columns"
        " summary"
    ),
    "letters.EarlierRegisterEvent": ALL,
    "letters.Person": _CHOICES_OF_A_NAME,  # no name is known by them
    "letters.PersonEvent": "pgh_label relation kind",
    "letters.PostagePrice": ALL,
    "letters.PostagePriceEvent": ALL,
    "letters.Price": ALL,
    "letters.PriceEvent": ALL,
    "letters.Purchaser": "language",
    "letters.RegisterDownloadEvent": ALL,
    "letters.RegisterExport": ALL,
    "letters.RegisterExportEvent": ALL,
    "letters.Scroll": ALL,
    "letters.ScrollEvent": ALL,
    "letters.ScrollGlance": ALL,  # counts, and a picture of lines
    "letters.Series": ALL,
    "letters.SeriesEvent": ALL,
    "messaging.Mailing": "kind about state",
    "messaging.MailingEvent": ALL,
    "messaging.Message": "kind about language zone state message_id error",
    "messaging.Suppression": "reason",
    "mfa.Authenticator": "type",
    # Always empty: nothing of an account at Google is kept (accounts.google).
    "socialaccount.SocialAccount": ALL,
    "socialaccount.SocialApp": ALL,
    "socialaccount.SocialToken": ALL,
    "payments.Checkout": ALL,
    "payments.CheckoutRequest": ALL,  # keyed hashes, for two days
    "payments.Dispute": ALL,
    "payments.DisputeEvent": ALL,
    # The bank's and the cheque's number, and what the treasurer wrote of a balance or a quota:
    # books, which may not be changed.
    "organisation.Organisation": ALL,
    "organisation.OrganisationEvent": ALL,
    "organisation.SiteText": ALL,
    "organisation.SiteTextEvent": ALL,
    "payments.BalanceEntry": ALL,
    "payments.FundEntry": "kind currency",
    "payments.FundEntryEvent": "pgh_label kind currency",
    "payments.FundQuota": ALL,
    "payments.FundQuotaEvent": ALL,
    "payments.ManualPayment": ALL,
    "payments.ManualPaymentEvent": ALL,
    "payments.Order": "consent language zone method currency state review_reason",
    "payments.OrderEvent": ALL,
    "payments.OrderLineEvent": ALL,
    "payments.Payment": ALL,
    "payments.Reconciliation": ALL,
    "payments.Refund": "currency reason state stripe_id failure",
    "payments.RefundEvent": ALL,
    "payments.StripeEvent": "id type outcome error",
    "pghistory.Events": ALL,  # a view of the event tables
}
# Parts of a place of `families.privacy.places` that its own entry deletes with it.
ALSO_DELETED: dict[str, str] = {
    "communities.NameListEvent": "title",
    "families.Erasure": "reason",
    "families.ErasureEvent": "reason",
    "letters.Subscription": "language",
    "messaging.Mailing": "title",
    "payments.FundEntryEvent": "note",
    "payments.Refund": "reference",
}
