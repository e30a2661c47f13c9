"""Files that nobody here designed: real exports and the test files of other projects, kept outside of the repository.

They lie in the folder that ENTENTE_SAMPLES names, else in shared/samples beside the project; `docs/sources.md` names
what was checked against them.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.importers import registry
from corpus.importers.base import UnreadableFile
from tests.pure.importers.conftest import read

BESIDE = Path(__file__).parents[4] / "shared" / "samples"
FOLDER = Path(os.environ.get("ENTENTE_SAMPLES", BESIDE))
TOLD = {"interview_without_speakers": 1}
READ = {
    "discourse/topic_response.json": ("discourse", 1, {}),
    "instagram/test_export.json": ("instagram", 2, {}),
    "interviews/captions_with_bom.vtt": ("subtitles", 4, TOLD),
    "interviews/cue_tags.vtt": ("subtitles", 3, TOLD),
    "interviews/invalid.vtt": ("subtitles", 7, TOLD),
    "interviews/sample.srt": ("subtitles", 5, TOLD),
    "interviews/sample.vtt": ("subtitles", 16, TOLD),
    "other_tools/doccano_example.jsonl": ("table", 1, {}),
    "other_tools/doccano_example.utf16.csv": ("table", 3, {}),
    "other_tools/labelstudio_csv_test.json": ("table", 2, {}),
    "telegram/test_batch_export.json": ("telegram", 2, {}),
    "telegram/test_single_export.json": ("telegram", 2, {}),
    "twitter/edited.jsonl": ("x_api_v2", 1, {}),
    "twitter/medialab_tweet_export.csv": ("medialab_csv", 4, {}),
    "twitter/noflat.jsonl": ("x_api_v2", 135, {"x_error": 1}),
    "twitter/streaming_output_with_error.jsonl": ("x_api_v2", 11, {"json_invalid": 1}),
    "twitter/twarc_csv_noflat.csv": ("twarc_csv", 100, {}),
    "twitter/two_tweets.jsonl": ("x_api_v2", 1, {}),
    "twitter/v1_search.json": ("x_api_v1", 1, {}),
    "twitter/x_web_graphql_thread.json": ("x_web", 37, {}),
    "whatsapp/test_[mmddyy]_24hrs.txt": ("whatsapp", 7, {"app_speaks": 1}),
    "whatsapp/test_ddmmyy_24hrs.txt": ("whatsapp", 7, {"app_speaks": 1}),
    "whatsapp/test_mmddyyyy_12hrs.txt": ("whatsapp", 7, {"app_speaks": 1}),
    "youtube/comment_thread_info.json": ("youtube_api", 2, {}),
    "youtube/comment_threads_by_video_paged_1.json": ("youtube_api", 5, {"youtube_replies_missing": 1}),
    "youtube/comments_by_parent_paged_1.json": ("youtube_api", 2, {}),
}
"""File -> importer, posts, codes of its problems."""
REFUSED = {
    "deposit/frictionless_datapackage_2.0.schema.json": "json_not_posts",
    "deposit/ro-crate_rainfall_1.3.json": "json_not_posts",
    "mastodon/test_polls.yaml": "file_unknown",
    "mastodon/test_status_context.yaml": "file_unknown",
    "other_tools/w3c_anno41-example44.json": "json_not_posts",
    "refi_qda/Project.xsd": "file_unknown",
    "refi_qda/REFI-QDA-1-5.pdf": "file_binary",
    "refi_qda/nvivo12.6_hu_oltas0517.qdpx": "archive_unknown",
}
"""What holds no posts of a source -> code of the sentence that says so."""
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the sample files are not here: name their folder in ENTENTE_SAMPLES"
)


@pytest.mark.parametrize(("name", "expected"), READ.items())
def test_a_file_of_somebody_else_is_read(name, expected):
    recipe = registry.guess_recipe(FOLDER / name)
    posts, problems = read(FOLDER / name, recipe)
    assert (recipe.format, len(posts), dict(Counter(p.code for p in problems))) == expected
    assert all(post.text.strip() or post.media or post.poll for post in posts)


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_what_holds_no_posts_is_refused_with_its_reason(name, code):
    with pytest.raises(UnreadableFile) as refused:
        registry.guess_recipe(FOLDER / name)
    assert refused.value.code == code


@pytest.mark.parametrize(("name", "text", "options"), [("test_polls", "nice", 2), ("test_status_context", "Toot!", 0)])
def test_what_a_mastodon_server_answered_is_read_out_of_its_record(file, name, text, options):
    recorded = (FOLDER / "mastodon" / f"{name}.yaml").read_text("utf-8")
    body = re.search(r"string: '((?:[^']|'')*)'", recorded)[1]
    path = file(re.sub(r"\n\s+", " ", body).replace("''", "'"), "status.json")
    (post,), problems = read(path)
    assert (registry.sniff(path)[0].name, post.text, len(post.poll), problems) == ("mastodon", text, options, [])


def test_no_sample_is_forgotten():
    found = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".md"}
    assert found == {*READ, *REFUSED}
