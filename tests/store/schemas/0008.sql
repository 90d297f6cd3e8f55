CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE audit_event (
	id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	actor TEXT NOT NULL,
	action TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail TEXT NOT NULL,
	previous_hash TEXT NOT NULL,
	hash TEXT NOT NULL,
	CONSTRAINT pk_audit_event PRIMARY KEY (id),
	CONSTRAINT uq_audit_event_hash UNIQUE (hash),
	CONSTRAINT uq_audit_event_previous_hash UNIQUE (previous_hash)
);
CREATE TABLE channel_act (
	id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	act TEXT NOT NULL,
	proposal_id INTEGER,
	person_id INTEGER NOT NULL,
	reason TEXT NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_channel_act PRIMARY KEY (id),
	CONSTRAINT ck_channel_act_act CHECK (act IN ('hold', 'propose', 'lift')),
	CONSTRAINT ck_channel_act_proposal CHECK ((act = 'lift') = (proposal_id IS NOT NULL)),
	CONSTRAINT ck_channel_act_reason CHECK (act = 'lift' OR length(trim(reason)) > 0),
	CONSTRAINT fk_channel_act_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_channel_act_proposal_id_channel_act FOREIGN KEY(proposal_id) REFERENCES channel_act (id)
);
CREATE TABLE clinic_preview (
	id INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	fields TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	expires_at DATETIME NOT NULL,
	CONSTRAINT pk_clinic_preview PRIMARY KEY (id),
	CONSTRAINT fk_clinic_preview_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_clinic_preview_person_id UNIQUE (person_id),
	CONSTRAINT uq_clinic_preview_token_hash UNIQUE (token_hash)
);
CREATE TABLE confirmation (
	id INTEGER NOT NULL,
	document_id INTEGER NOT NULL,
	lang TEXT NOT NULL,
	revision_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	review_by DATE,
	at DATETIME NOT NULL,
	CONSTRAINT pk_confirmation PRIMARY KEY (id),
	CONSTRAINT fk_confirmation_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
	CONSTRAINT fk_confirmation_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_confirmation_revision_id_document_id_lang_revision FOREIGN KEY(revision_id, document_id, lang) REFERENCES revision (id, document_id, lang)
);
CREATE TABLE document (
	id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	"key" TEXT NOT NULL,
	CONSTRAINT pk_document PRIMARY KEY (id),
	CONSTRAINT uq_document_kind_key UNIQUE (kind, "key")
);
CREATE TABLE example (
	id INTEGER NOT NULL,
	intent TEXT NOT NULL,
	lang TEXT NOT NULL,
	text TEXT NOT NULL,
	act TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_example PRIMARY KEY (id),
	CONSTRAINT ck_example_act CHECK (act IN ('teach', 'unteach')),
	CONSTRAINT fk_example_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE invitation (
	id INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	name TEXT,
	role TEXT NOT NULL,
	invited_by INTEGER,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL, clinic TEXT
CONSTRAINT ck_invitation_clinic CHECK (clinic IS NULL OR role = 'volunteer'),
	CONSTRAINT pk_invitation PRIMARY KEY (id),
	CONSTRAINT ck_invitation_role CHECK (role IN ('volunteer', 'reviewer', 'admin')),
	CONSTRAINT fk_invitation_invited_by_person FOREIGN KEY(invited_by) REFERENCES person (id),
	CONSTRAINT uq_invitation_token_hash UNIQUE (token_hash)
);
CREATE TABLE outside_link (
	id INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	revision_id INTEGER NOT NULL,
	invited_by INTEGER NOT NULL,
	reader TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	withdrawn_at DATETIME,
	CONSTRAINT pk_outside_link PRIMARY KEY (id),
	CONSTRAINT fk_outside_link_invited_by_person FOREIGN KEY(invited_by) REFERENCES person (id),
	CONSTRAINT fk_outside_link_revision_id_revision FOREIGN KEY(revision_id) REFERENCES revision (id),
	CONSTRAINT uq_outside_link_id_revision_id UNIQUE (id, revision_id),
	CONSTRAINT uq_outside_link_token_hash UNIQUE (token_hash)
);
CREATE TABLE outside_opinion (
	id INTEGER NOT NULL,
	link_id INTEGER NOT NULL,
	revision_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	verdict TEXT NOT NULL,
	comment TEXT NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_outside_opinion PRIMARY KEY (id),
	CONSTRAINT ck_outside_opinion_name CHECK (length(trim(name)) > 0),
	CONSTRAINT ck_outside_opinion_verdict CHECK (verdict IN ('agree', 'comment')),
	CONSTRAINT fk_outside_opinion_link_id_revision_id_outside_link FOREIGN KEY(link_id, revision_id) REFERENCES outside_link (id, revision_id)
);
CREATE TABLE passkey (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	credential_id TEXT NOT NULL,
	public_key TEXT NOT NULL,
	sign_count INTEGER NOT NULL,
	label TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_passkey PRIMARY KEY (id),
	CONSTRAINT fk_passkey_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id)
);
CREATE TABLE password (
	person_id INTEGER NOT NULL,
	hash TEXT NOT NULL,
	totp_secret TEXT NOT NULL,
	totp_step INTEGER NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_password PRIMARY KEY (person_id),
	CONSTRAINT fk_password_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE person (
	id INTEGER NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	created_at DATETIME NOT NULL, clinic TEXT
CONSTRAINT ck_person_clinic CHECK (clinic IS NULL OR role = 'volunteer'),
	CONSTRAINT pk_person PRIMARY KEY (id),
	CONSTRAINT ck_person_role CHECK (role IN ('volunteer', 'reviewer', 'admin', 'import')),
	CONSTRAINT uq_person_name UNIQUE (name)
);
CREATE TABLE preview_link (
	id INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	revision_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	expires_at DATETIME NOT NULL,
	CONSTRAINT pk_preview_link PRIMARY KEY (id),
	CONSTRAINT fk_preview_link_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_preview_link_revision_id_revision FOREIGN KEY(revision_id) REFERENCES revision (id),
	CONSTRAINT uq_preview_link_token_hash UNIQUE (token_hash)
);
CREATE TABLE publication (
	id INTEGER NOT NULL,
	document_id INTEGER NOT NULL,
	lang TEXT NOT NULL,
	revision_id INTEGER,
	kind TEXT NOT NULL,
	review_id INTEGER,
	published_by INTEGER NOT NULL,
	position INTEGER NOT NULL,
	reason TEXT NOT NULL,
	since DATETIME NOT NULL,
	CONSTRAINT pk_publication PRIMARY KEY (id),
	CONSTRAINT ck_publication_kind CHECK ((kind = 'import' AND revision_id IS NOT NULL AND review_id IS NULL) OR (kind = 'reviewed' AND revision_id IS NOT NULL AND review_id IS NOT NULL) OR (kind IN ('restore', 'move') AND revision_id IS NOT NULL) OR (kind = 'takedown' AND revision_id IS NULL AND review_id IS NULL)),
	CONSTRAINT ck_publication_reason CHECK (kind NOT IN ('restore', 'takedown') OR length(trim(reason)) > 0),
	CONSTRAINT fk_publication_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
	CONSTRAINT fk_publication_published_by_person FOREIGN KEY(published_by) REFERENCES person (id),
	CONSTRAINT fk_publication_review_id_revision_id_review FOREIGN KEY(review_id, revision_id) REFERENCES review (id, revision_id),
	CONSTRAINT fk_publication_revision_id_document_id_lang_revision FOREIGN KEY(revision_id, document_id, lang) REFERENCES revision (id, document_id, lang)
);
CREATE TABLE recovery_code (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	hash TEXT NOT NULL,
	CONSTRAINT pk_recovery_code PRIMARY KEY (id),
	CONSTRAINT fk_recovery_code_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_recovery_code_hash UNIQUE (hash)
);
CREATE TABLE review (
	id INTEGER NOT NULL,
	revision_id INTEGER NOT NULL,
	author_id INTEGER NOT NULL,
	reviewer_id INTEGER NOT NULL,
	verdict TEXT NOT NULL,
	note TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_review PRIMARY KEY (id),
	CONSTRAINT ck_review_verdict CHECK (verdict IN ('approve', 'reject')),
	CONSTRAINT ck_review_reviewer_is_not_author CHECK (reviewer_id <> author_id),
	CONSTRAINT fk_review_reviewer_id_person FOREIGN KEY(reviewer_id) REFERENCES person (id),
	CONSTRAINT fk_review_revision_id_author_id_revision FOREIGN KEY(revision_id, author_id) REFERENCES revision (id, author_id),
	CONSTRAINT uq_review_id_revision_id UNIQUE (id, revision_id)
);
CREATE TABLE revision (
	id INTEGER NOT NULL,
	document_id INTEGER NOT NULL,
	lang TEXT NOT NULL,
	number INTEGER NOT NULL,
	fields TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	author_id INTEGER NOT NULL,
	source_revision_id INTEGER,
	note TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_revision PRIMARY KEY (id),
	CONSTRAINT ck_revision_sha256 CHECK (length(sha256) = 64),
	CONSTRAINT ck_revision_number CHECK (number >= 1),
	CONSTRAINT fk_revision_author_id_person FOREIGN KEY(author_id) REFERENCES person (id),
	CONSTRAINT fk_revision_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
	CONSTRAINT fk_revision_source_revision_id_document_id_revision FOREIGN KEY(source_revision_id, document_id) REFERENCES revision (id, document_id),
	CONSTRAINT uq_revision_document_id_lang_number UNIQUE (document_id, lang, number),
	CONSTRAINT uq_revision_id_author_id UNIQUE (id, author_id),
	CONSTRAINT uq_revision_id_document_id_lang UNIQUE (id, document_id, lang),
	CONSTRAINT uq_revision_id_document_id UNIQUE (id, document_id)
);
CREATE TABLE sign_in (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	seen_at DATETIME NOT NULL,
	CONSTRAINT pk_sign_in PRIMARY KEY (id),
	CONSTRAINT fk_sign_in_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_sign_in_token_hash UNIQUE (token_hash)
);
CREATE TABLE training (
	id INTEGER NOT NULL,
	act TEXT NOT NULL,
	examples TEXT NOT NULL,
	measured TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_training PRIMARY KEY (id),
	CONSTRAINT ck_training_act CHECK (act IN ('new', 'back')),
	CONSTRAINT fk_training_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE turn_count (
	day DATE NOT NULL,
	kind TEXT NOT NULL,
	topic TEXT NOT NULL,
	turns INTEGER NOT NULL,
	CONSTRAINT pk_turn_count PRIMARY KEY (day, kind, topic),
	CONSTRAINT ck_turn_count_turns CHECK (turns >= 10 AND turns % 10 = 0)
);
CREATE INDEX ix_channel_act_channel_id ON channel_act (channel, id);
CREATE INDEX ix_confirmation_revision_id ON confirmation (revision_id);
CREATE INDEX ix_example_intent_lang ON example (intent, lang);
CREATE INDEX ix_outside_link_revision_id ON outside_link (revision_id);
CREATE INDEX ix_outside_opinion_revision_id ON outside_opinion (revision_id);
CREATE INDEX ix_passkey_person_id ON passkey (person_id);
CREATE INDEX ix_publication_document_id_lang_id ON publication (document_id, lang, id);
CREATE INDEX ix_publication_revision_id ON publication (revision_id);
CREATE INDEX ix_recovery_code_person_id ON recovery_code (person_id);
CREATE INDEX ix_review_revision_id ON review (revision_id);
CREATE INDEX ix_sign_in_person_id ON sign_in (person_id);
CREATE TRIGGER audit_event_no_delete BEFORE delete ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
CREATE TRIGGER audit_event_no_update BEFORE update ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
CREATE TRIGGER channel_act_lift BEFORE INSERT ON channel_act WHEN (
NEW.act = 'lift' AND NOT EXISTS (
  SELECT 1 FROM channel_act AS proposal
  WHERE proposal.id = NEW.proposal_id AND proposal.act = 'propose' AND proposal.person_id <> NEW.person_id
  AND proposal.id = (SELECT max(id) FROM channel_act WHERE channel = NEW.channel)
)
)
BEGIN SELECT RAISE(ABORT, 'channel_act_lift: a second person has to agree'); END;
CREATE TRIGGER channel_act_no_delete BEFORE delete ON channel_act
BEGIN SELECT RAISE(ABORT, 'channel_act is append-only'); END;
CREATE TRIGGER channel_act_no_update BEFORE update ON channel_act
BEGIN SELECT RAISE(ABORT, 'channel_act is append-only'); END;
CREATE TRIGGER channel_act_role BEFORE INSERT ON channel_act WHEN (
NEW.act = 'lift'
AND NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND role IN ('reviewer', 'admin'))
)
BEGIN SELECT RAISE(ABORT, 'channel_act_role: the person is not a reviewer'); END;
CREATE TRIGGER confirmation_live BEFORE INSERT ON confirmation WHEN (
NOT EXISTS (
  SELECT 1 FROM publication AS live
  WHERE live.id = (SELECT max(id) FROM publication WHERE document_id = NEW.document_id AND lang = NEW.lang)
  AND live.revision_id = NEW.revision_id
)
)
BEGIN SELECT RAISE(ABORT, 'confirmation_live: this is not live'); END;
CREATE TRIGGER confirmation_no_delete BEFORE delete ON confirmation
BEGIN SELECT RAISE(ABORT, 'confirmation is append-only'); END;
CREATE TRIGGER confirmation_no_update BEFORE update ON confirmation
BEGIN SELECT RAISE(ABORT, 'confirmation is append-only'); END;
CREATE TRIGGER confirmation_role BEFORE INSERT ON confirmation WHEN (
NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND role IN ('reviewer', 'admin'))
)
BEGIN SELECT RAISE(ABORT, 'confirmation_role: the person is not a reviewer'); END;
CREATE TRIGGER document_no_delete BEFORE delete ON document
BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
CREATE TRIGGER document_no_update BEFORE update ON document
BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
CREATE TRIGGER example_no_delete BEFORE delete ON example
BEGIN SELECT RAISE(ABORT, 'example is append-only'); END;
CREATE TRIGGER example_no_update BEFORE update ON example
BEGIN SELECT RAISE(ABORT, 'example is append-only'); END;
CREATE TRIGGER outside_opinion_link BEFORE INSERT ON outside_opinion WHEN (
NOT EXISTS (
  SELECT 1 FROM outside_link
  WHERE id = NEW.link_id AND withdrawn_at IS NULL AND expires_at > NEW.at
)
)
BEGIN SELECT RAISE(ABORT, 'outside_opinion_link: the link is not good any more'); END;
CREATE TRIGGER outside_opinion_no_delete BEFORE delete ON outside_opinion
BEGIN SELECT RAISE(ABORT, 'outside_opinion is append-only'); END;
CREATE TRIGGER outside_opinion_no_update BEFORE update ON outside_opinion
BEGIN SELECT RAISE(ABORT, 'outside_opinion is append-only'); END;
CREATE TRIGGER publication_approved BEFORE INSERT ON publication WHEN (
NEW.kind = 'reviewed' AND (
  NOT EXISTS (SELECT 1 FROM review WHERE id = NEW.review_id AND verdict = 'approve')
  OR EXISTS (
    SELECT 1 FROM review WHERE revision_id = NEW.revision_id AND id > NEW.review_id AND verdict = 'reject'
  )
  OR EXISTS (SELECT 1 FROM publication WHERE review_id = NEW.review_id)
)
)
BEGIN SELECT RAISE(ABORT, 'publication_approved: no approval stands or it was used'); END;
CREATE TRIGGER publication_import BEFORE INSERT ON publication WHEN (
NEW.kind = 'import' AND (
  NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.published_by AND role = 'import')
  OR NOT EXISTS (
    SELECT 1 FROM revision JOIN person ON person.id = revision.author_id
    WHERE revision.id = NEW.revision_id AND person.role = 'import'
  )
)
)
BEGIN SELECT RAISE(ABORT, 'publication_import: only the import publishes so'); END;
CREATE TRIGGER publication_move BEFORE INSERT ON publication WHEN (
NEW.kind = 'move' AND NOT EXISTS (
  SELECT 1 FROM publication AS live
  WHERE live.id = (SELECT max(id) FROM publication WHERE document_id = NEW.document_id AND lang = NEW.lang)
  AND live.revision_id = NEW.revision_id AND coalesce(live.review_id, 0) = coalesce(NEW.review_id, 0)
)
)
BEGIN SELECT RAISE(ABORT, 'publication_move: this is not live'); END;
CREATE TRIGGER publication_newest BEFORE INSERT ON publication WHEN (
NEW.kind IN ('reviewed', 'import') AND EXISTS (
  SELECT 1 FROM revision AS newer
  WHERE newer.document_id = NEW.document_id AND newer.lang = NEW.lang
  AND newer.number > (SELECT number FROM revision WHERE id = NEW.revision_id)
)
)
BEGIN SELECT RAISE(ABORT, 'publication_newest: a newer revision exists'); END;
CREATE TRIGGER publication_no_delete BEFORE delete ON publication
BEGIN SELECT RAISE(ABORT, 'publication is append-only'); END;
CREATE TRIGGER publication_no_update BEFORE update ON publication
BEGIN SELECT RAISE(ABORT, 'publication is append-only'); END;
CREATE TRIGGER publication_restore BEFORE INSERT ON publication WHEN (
NEW.kind = 'restore' AND NOT EXISTS (
  SELECT 1 FROM publication AS earlier
  WHERE earlier.document_id = NEW.document_id AND earlier.lang = NEW.lang
  AND earlier.revision_id = NEW.revision_id AND coalesce(earlier.review_id, 0) = coalesce(NEW.review_id, 0)
)
)
BEGIN SELECT RAISE(ABORT, 'publication_restore: this was never live'); END;
CREATE TRIGGER review_editor BEFORE INSERT ON review WHEN (
NEW.verdict = 'approve' AND EXISTS (
  SELECT 1 FROM revision AS reviewed
  JOIN revision AS edited ON edited.document_id = reviewed.document_id AND edited.lang = reviewed.lang
  WHERE reviewed.id = NEW.revision_id AND edited.author_id = NEW.reviewer_id
  AND edited.number > coalesce((
    SELECT max(live.number) FROM publication JOIN revision AS live ON live.id = publication.revision_id
    WHERE live.document_id = reviewed.document_id AND live.lang = reviewed.lang
  ), 0)
)
)
BEGIN SELECT RAISE(ABORT, 'review_editor: the reviewer edited this text'); END;
CREATE TRIGGER review_no_delete BEFORE delete ON review
BEGIN SELECT RAISE(ABORT, 'review is append-only'); END;
CREATE TRIGGER review_no_update BEFORE update ON review
BEGIN SELECT RAISE(ABORT, 'review is append-only'); END;
CREATE TRIGGER review_role BEFORE INSERT ON review WHEN (
NEW.verdict = 'approve'
AND NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.reviewer_id AND role IN ('reviewer', 'admin'))
)
BEGIN SELECT RAISE(ABORT, 'review_role: the reviewer is not a reviewer'); END;
CREATE TRIGGER revision_clinic BEFORE INSERT ON revision WHEN (
EXISTS (
  SELECT 1 FROM person, document
  WHERE person.id = NEW.author_id AND document.id = NEW.document_id AND person.clinic IS NOT NULL
  AND (document.kind <> 'clinic' OR document.key <> person.clinic)
)
)
BEGIN SELECT RAISE(ABORT, 'revision_clinic: the author is of a clinic'); END;
CREATE TRIGGER revision_no_delete BEFORE delete ON revision
BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END;
CREATE TRIGGER revision_no_update BEFORE update ON revision
BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END;
CREATE TRIGGER training_no_delete BEFORE delete ON training
BEGIN SELECT RAISE(ABORT, 'training is append-only'); END;
CREATE TRIGGER training_no_update BEFORE update ON training
BEGIN SELECT RAISE(ABORT, 'training is append-only'); END;
INSERT INTO alembic_version VALUES ('0008');
