"""The schema of the vault, as SQL: made by a migration, guarded again after a restore."""

MAKE = """
CREATE SCHEMA vault;
CREATE TABLE vault.identity (
    author_id bigint NOT NULL,
    source_id bigint NOT NULL,
    sealed bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (author_id, source_id)
);
CREATE INDEX identity_source ON vault.identity (source_id);
CREATE TABLE vault.opening (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id bigint NOT NULL,
    opened_by text NOT NULL CHECK (opened_by <> ''),
    reason text NOT NULL CHECK (length(btrim(reason)) >= 10),
    opened_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION vault.keep(author bigint, source bigint, sealed bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = vault, pg_temp
    AS $$ INSERT INTO vault.identity (author_id, source_id, sealed) VALUES (author, source, sealed)
          ON CONFLICT (author_id, source_id) DO NOTHING $$;
CREATE FUNCTION vault.open(author bigint, who text, why text) RETURNS SETOF bytea
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp
    AS $$ BEGIN
        INSERT INTO vault.opening (author_id, opened_by, reason) VALUES (author, who, why);
        RETURN QUERY SELECT i.sealed FROM vault.identity i WHERE i.author_id = author ORDER BY i.source_id;
    END $$;
CREATE FUNCTION vault.holds(author bigint) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER STABLE SET search_path = vault, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM vault.identity i WHERE i.author_id = author) $$;
CREATE FUNCTION vault.openings(author bigint) RETURNS TABLE (opened_by text, reason text, opened_at timestamptz)
    LANGUAGE sql SECURITY DEFINER STABLE SET search_path = vault, pg_temp
    AS $$ SELECT o.opened_by, o.reason, o.opened_at FROM vault.opening o WHERE o.author_id = author ORDER BY o.id $$;
CREATE FUNCTION vault.forget(author bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = vault, pg_temp
    AS $$ DELETE FROM vault.identity WHERE author_id = author $$;
CREATE FUNCTION vault.forget_source(source bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = vault, pg_temp
    AS $$ DELETE FROM vault.identity WHERE source_id = source $$;
"""
UNMAKE = "DROP SCHEMA IF EXISTS vault CASCADE"

# The owner of the tables is a role that cannot sign in: whoever is no superuser has the functions and nothing else.
# Where the role may not be made, names are still sealed, but the owner of the database may read what is sealed.
GUARD = """
DO $$
DECLARE one record;
BEGIN
    IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'vault' AND nspowner::regrole::text = 'entente_vault') THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'entente_vault') THEN
        CREATE ROLE entente_vault NOLOGIN;
    END IF;
    ALTER SCHEMA vault OWNER TO entente_vault;
    FOR one IN SELECT c.oid::regclass AS name FROM pg_class c
               WHERE c.relnamespace = 'vault'::regnamespace AND c.relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO entente_vault', one.name);
    END LOOP;
    FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'vault'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO entente_vault', one.name);
    END LOOP;
    REVOKE ALL ON ALL TABLES IN SCHEMA vault FROM PUBLIC;
    GRANT USAGE ON SCHEMA vault TO PUBLIC;
EXCEPTION
    WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
        RAISE NOTICE 'vault: guarded by its seals only, this role may not make another';
END
$$;
"""
