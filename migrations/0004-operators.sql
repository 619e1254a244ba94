-- A person of the studio with one personal token, of which only the SHA-256 is stored.
CREATE TABLE operator (
  id {{id}} NOT NULL PRIMARY KEY,
  name {{name}} NOT NULL,
  hash {{hash32}} NOT NULL,
  hint {{key}} NOT NULL,
  created_at {{time}} NOT NULL,
  revoked_at {{time}} NULL,
  CONSTRAINT operator_name UNIQUE (name),
  CONSTRAINT operator_hash UNIQUE (hash)
) {{table}};

-- What an operator may do in a title, in both of its environments.
CREATE TABLE operator_role (
  operator_id {{id}} NOT NULL,
  title_id {{id}} NOT NULL,
  role {{key}} NOT NULL,
  PRIMARY KEY (operator_id, title_id, role),
  CONSTRAINT operator_role_word CHECK (
    role IN ('viewer', 'support', 'liveops', 'publisher', 'finance', 'admin'))
) {{table}};

-- Who did what, when and why. Rows are added, never changed; the name is the one of that day.
CREATE TABLE audit_log (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  id {{id}} NOT NULL,
  operator_id {{id}} NULL,
  operator_name {{name}} NOT NULL,
  action {{key}} NOT NULL,
  subject {{token}} NOT NULL,
  reason {{text}} NULL,
  details {{text}} NOT NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (title_id, environment, id),
  CONSTRAINT audit_log_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};
