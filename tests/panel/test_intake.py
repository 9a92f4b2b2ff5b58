"""What can be wrong with a history file is said with its row and its remedy, before anything is computed."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sop_xl.panel.intake
from sop_xl.errors import HistoryError

HEAD = "unique_id,ds,y"
MONTHS = [f"a,2020-{month:02d},{month}" for month in range(1, 7)]

BAD = {
    "no y": (["unique_id,ds,sales", "a,1,2"], "has no column y .*unique_id, ds, sales"),
    "two ids": (["unique_id,unique_id,ds,y", "a,a,1,2"], "more than one column unique_id"),
    "nothing": ([""], "is empty"),
    "text": ([HEAD, *MONTHS, "a,2020-07,many"], r"row 8, column y: is not a number \(got 'many'"),
    "decimal comma": ([HEAD, *MONTHS, 'a,2020-07,"3,5"'], r"row 8.*'3,5'.*decimal point"),
    "excel error": ([HEAD, "a,2020-01,#DIV/0!"], "row 2.*#DIV/0!"),
    "ragged": ([HEAD, *MONTHS, "a,2020-07"], r"row 8: has another number of cells.*got 2, expected 3"),
    "infinite": ([HEAD, *MONTHS, "a,2020-07,inf"], "row 8, column y: infinity"),
    "twice": ([HEAD, *MONTHS, "b,2020-03,1", "a,2020-03,9"], "rows 4 and 9: two rows for one period.*Add them up"),
    "twice in two spellings": (
        [HEAD, "a,2020-01-01,1", "a,2020-01-01 00:00:00,2", "a,2020-02-01,2"],
        "two rows for one",
    ),
    "not a period": ([HEAD, "a,30.06.2020,1"], "row 2, column ds: not a period.*YYYY-MM-DD"),
    "mixed periods": ([HEAD, *MONTHS, "b,2020Q1,4"], "row 8, column ds: not a period of this file"),
    "no such month": ([HEAD, *MONTHS, "b,2020-13,4"], "row 8.*calendar does not have"),
    "blank id": ([HEAD, *MONTHS, ",2020-07,4"], "unique_id: is blank"),
    "blank period": ([HEAD, *MONTHS, "b,,4"], "ds: (is blank|not a period)"),
    "mistyped year": ([HEAD, "a,1020-01-01,1", "a,2020-01-02,1", "a,2020-01-03,1"], "spans too many periods.*mistyped"),
    "uneven": (
        [
            HEAD,
            *[f"a,2020-{m:02d}-{d:02d},1" for m, d in [(1, 15), (2, 14), (3, 16), (4, 15), (5, 15), (6, 14), (6, 20)]],
        ],
        "row 8, column ds: dates at uneven distances .*6 days after",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_with_row_and_remedy(case, history, run, tmp_path):
    lines, said = BAD[case]
    with pytest.raises(HistoryError, match=said):
        run(history(*lines))
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


def test_bytes_that_are_no_text(tmp_path, run):
    path = tmp_path / "in.csv"
    path.write_bytes("unique_id,ds,y\nSchlüssel,1,2\n".encode("latin-1"))
    with pytest.raises(HistoryError, match="not UTF-8"):
        run(path)


@pytest.mark.parametrize("lines", [["x" * 200_000], [HEAD, "a,1,2", '"' + "x" * 200_000]])
def test_cells_without_end(history, run, lines):
    with pytest.raises(HistoryError, match=r"cannot be read|another number of cells"):
        run(history(*lines))


def test_a_packed_file_that_is_cut_off(tmp_path, run):
    packed = gzip.compress(("\n".join([HEAD, *MONTHS]) + "\n").encode())
    (tmp_path / "in.csv.gz").write_bytes(packed[:-12])
    with pytest.raises(HistoryError, match="cannot be read"):
        run(tmp_path / "in.csv.gz")


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("y", ["1", "2", "x"], "no column of numbers"),
        ("ds", [1.5, 2.5, 3.5], "no column of periods"),
        ("unique_id", ["a", None, "b"], "unique_id: is blank"),
    ],
)
def test_bad_parquet(tmp_path, run, column, values, said):
    columns = {"unique_id": ["a", "a", "a"], "ds": [1, 2, 3], "y": [1.0, 2.0, 3.0], column: values}
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    with pytest.raises(HistoryError, match=said):
        run(tmp_path / "in.parquet")


def test_periods_of_pandas_own_type_are_refused(tmp_path, run):
    storage = pa.field("ds", pa.int64(), metadata={"ARROW:extension:name": "pandas.period"})
    schema = pa.schema([("unique_id", pa.string()), storage, ("y", pa.float64())])
    pq.write_table(pa.table([["a"] * 3, [606, 607, 608], [1.0, 2.0, 3.0]], schema=schema), tmp_path / "in.parquet")
    with pytest.raises(HistoryError, match=r"pandas\.period.*as text"):
        run(tmp_path / "in.parquet")


def test_a_file_that_only_calls_itself_parquet(history, run):
    with pytest.raises(HistoryError, match="not a Parquet file"):
        run(history(HEAD, "a,1,2", name="in.parquet"))


def test_a_file_without_rows_gives_nothing(history, run, tmp_path):
    report, lines = run(history(HEAD))
    assert (report.series, lines) == (0, [])
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


def test_other_columns_order_delimiter_mark_and_packing_do_not_matter(history, run, tmp_path):
    plain = run(history(HEAD, *MONTHS))[1]
    turned = ["y;note;ds;unique_id", *[";".join([y, "x", ds, i]) for i, ds, y in (line.split(",") for line in MONTHS)]]
    assert run(history(*turned, name="other.csv"))[1] == plain
    (tmp_path / "bom.csv").write_bytes(b"\xef\xbb\xbf" + (tmp_path / "in.csv").read_bytes())
    assert run(tmp_path / "bom.csv")[1] == plain
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress((tmp_path / "in.csv").read_bytes()))
    assert run(tmp_path / "packed.csv.gz")[1] == plain


def test_gaps_are_blanks_words_and_missing_rows(history, run):
    gap = [line for line in MONTHS if not line.startswith("a,2020-03")]
    missing = run(history(HEAD, *gap))[1]
    for word in ("", "NA", "NaN", "null"):
        assert run(history(HEAD, *gap, f"a,2020-03,{word}"))[1] == missing
    assert run(history(HEAD, *gap), missing="zero")[1] == run(history(HEAD, *gap, "a,2020-03,0"))[1]


def test_ids_keep_their_zeros_and_their_commas(history, run):
    rows = [f"{name},{t},{t}" for name in ("007", '"bolt, M8"', "NA") for t in range(1, 6)]
    _, lines = run(history(HEAD, *rows), horizon=1, season=1)
    assert [",".join(line[:-6]) for line in lines[1:]] == ['"007"', '"bolt, M8"', '"NA"']


def test_a_limit_of_periods_protects_memory(history, run, monkeypatch):
    monkeypatch.setattr(sop_xl.panel.intake, "MAX_PERIODS", 10)
    assert run(history(HEAD, "a,1,1", "a,2,1", "a,10,1"), season=1)[0].series == 1
    with pytest.raises(HistoryError, match="too many periods"):
        run(history(HEAD, "a,1,1", "a,2,1", "a,11,1"), season=1)
