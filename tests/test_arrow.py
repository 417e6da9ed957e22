"""Arrow batches in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from slottag.arrow import tag_batch
from slottag.errors import DataError
from slottag.runtime.tagger import Tagger

pa = pytest.importorskip("pyarrow")

TEXTS = ["leave Oslo on Friday", None, "", "😀 arrive Rome on May 5th", "thank you very much !"]


def batch(**columns: object) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(columns)


def test_the_slots_stand_beside_the_other_columns(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    for model in (tagger, model_dir, str(model_dir)):
        found = tag_batch(batch(id=range(5), said=TEXTS), model, "said")
        assert found.schema.names == ["id", "said", "slots", "confidence"]
        found.validate(full=True)
        for row in found.to_pylist():
            if row["said"] is None:
                assert row["slots"] is row["confidence"] is None
                continue
            sentence = tagger(row["said"])
            assert row["slots"] == [
                {
                    "name": one.name,
                    "text": one.text,
                    "start": one.start,
                    "end": one.end,
                    "confidence": pytest.approx(one.confidence),
                }
                for one in sentence.slots
            ]
            assert row["confidence"] == pytest.approx(sentence.confidence)
    assert sum(len(row["slots"] or ()) for row in found.to_pylist()) >= 4


def test_without_confidences_and_with_nothing(model_dir: Path) -> None:
    found = tag_batch(batch(text=TEXTS), model_dir, confidence=False)
    assert {one["confidence"] for row in found.to_pylist() for one in row["slots"] or ()} == {None}
    nothing = tag_batch(batch(text=pa.array([], pa.large_string())), model_dir)
    assert nothing.num_rows == 0
    assert nothing.schema == tag_batch(batch(text=pa.array(["a"], pa.large_string())), model_dir).schema
    assert tag_batch(batch(text=pa.array([None, None], pa.string())), model_dir).to_pylist()[1]["slots"] is None


def test_part_of_a_batch_is_a_batch(model_dir: Path) -> None:
    whole = batch(text=TEXTS)
    assert tag_batch(whole.slice(3), model_dir).to_pylist() == tag_batch(whole, model_dir).to_pylist()[3:]


def test_intents_are_told_where_a_model_knows_them() -> None:
    models = [path for path in sorted(Path(__file__).with_name("models").iterdir()) if path.is_dir()]
    directory = next(path for path in models if Tagger.load(path).intents)
    found = tag_batch(batch(text=["leave Oslo", None]), directory).to_pylist()
    assert found[0]["intent"] == Tagger.load(directory)("leave Oslo").intent
    assert found[1]["intent"] is None


def test_what_is_no_column_of_texts_is_told(model_dir: Path) -> None:
    with pytest.raises(DataError, match="no column 'text', got id; name that of the texts"):
        tag_batch(batch(id=[1]), model_dir)
    with pytest.raises(DataError, match="is of type int64, expected texts"):
        tag_batch(batch(text=[1]), model_dir)
    with pytest.raises(DataError, match="has a column 'slots' already; rename it"):
        tag_batch(batch(text=["a"], slots=[1]), model_dir)
