"""As a backend of Label Studio: what its project is labelled with decides what is told, tasks come, predictions go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.routing import Route

from slottag.errors import shown
from slottag.serving.asking import check_text, object_of
from slottag.serving.errors import bad_request, too_large
from slottag.serving.json_answer import JsonAnswer
from slottag.serving.service import Service
from slottag.text import Sentence

_TEXTS = ("Text", "HyperText", "Paragraphs")


@dataclass(frozen=True, slots=True)
class Control:
    """Something that a project labels with.

    Attributes:
        name: what results call it.
        labels: what it offers, by the name that results have; none where that is not said.
    """

    name: str
    labels: frozenset[str]

    def offers(self, label: str) -> bool:
        """Whether a result may have this label."""
        return not self.labels or label in self.labels


@dataclass(frozen=True, slots=True)
class Project:
    """How a project labels a text.

    Attributes:
        text: what results call the text.
        key: where tasks have it in their data.
        labels: what its spans are marked with, if they are.
        choices: what it is chosen from as a whole, if it is.
    """

    text: str
    key: str
    labels: Control | None
    choices: Control | None

    @classmethod
    def of(cls, config: Any) -> Project:
        """The project of a labelling configuration.

        Raises:
            RequestError: it is no XML, or labels no text.
        """
        root = _parsed(config)
        controls = {
            kind: control for kind in ("Labels", "Choices") if (control := root.find(f".//{kind}[@toName]")) is not None
        }
        named = [control.get("toName") for control in controls.values()]
        for node in root.iter():
            if node.tag in _TEXTS and node.get("name") in named:
                text, value = str(node.get("name")), node.get("value", "")
                labels, choices = (_control(controls.get(kind), text) for kind in ("Labels", "Choices"))
                return cls(text, value.removeprefix("$"), labels, choices)
        raise bad_request("label_config: expected Labels or Choices whose toName is that of a Text; add them")

    def results(self, sentence: Sentence) -> list[dict[str, Any]]:
        """The results of a tagged text, of what the project labels with."""
        found = [self._region(slot) for slot in sentence.slots if self.labels and self.labels.offers(slot.name)]
        if self.choices and sentence.intent is not None and self.choices.offers(sentence.intent):
            found.append(self._result(self.choices, "choices", {"choices": [sentence.intent]}))
        return found

    def _region(self, slot: Any) -> dict[str, Any]:
        assert self.labels
        value = {"start": slot.start, "end": slot.end, "text": slot.text, "labels": [slot.name]}
        return {
            "id": f"{slot.start}-{slot.end}",
            **self._result(self.labels, "labels", value),
            "score": round(float(slot.confidence), 6),
        }

    def _result(self, control: Control, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"from_name": control.name, "to_name": self.text, "type": kind, "value": value}


class LabelStudio:
    """The endpoints that Label Studio asks, beside ``/health``."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/setup", self.setup, methods=["POST"]),
            Route("/predict", self.predict, methods=["POST"]),
        ]

    async def setup(self, request: Request) -> JsonAnswer:
        """Whether a project can be told anything, and by which model: asked when a backend is added or saved."""
        given = object_of(await self._service.body(request))
        # Before a project is labelled with anything its configuration is empty.
        if given.get("schema") not in (None, "", "<View></View>", "<View/>"):
            Project.of(given["schema"])
        return JsonAnswer.of({"model_version": self._version})

    async def predict(self, request: Request) -> JsonAnswer:
        """What the model finds in each task."""
        given = object_of(await self._service.body(request))
        project, tasks = Project.of(given.get("label_config")), given.get("tasks")
        if not isinstance(tasks, list):
            raise bad_request(f"tasks: expected an array, got {shown(tasks)}")
        limits = self._service.limits
        if len(tasks) > limits.texts:
            raise too_large(f"tasks: expected at most {limits.texts}, got {len(tasks)}; ask several times")
        texts = [_text(task, project.key) for task in tasks]
        for text in texts:
            check_text(text, "text", limits)
        version = self._version
        results = [
            {"result": project.results(one), "score": round(float(one.confidence or 0), 6), "model_version": version}
            for one in await self._service.tag([(text, ()) for text in texts])
        ]
        return JsonAnswer.of({"results": results, "model_version": version})

    @property
    def _version(self) -> str:
        name, served = self._service.models.named(None)
        return f"{name} {served.identity}"


def _parsed(config: Any) -> ElementTree.Element:
    if not isinstance(config, str):
        raise bad_request(f"label_config: expected the XML of a project as a string, got {shown(config)}")
    # What names itself over and over grows without end.
    if "<!DOCTYPE" in config.upper():
        raise bad_request("label_config: expected XML without a DOCTYPE")
    try:
        return ElementTree.fromstring(config)
    except (ElementTree.ParseError, ValueError) as error:
        raise bad_request(f"label_config: is no XML ({error})") from None


def _control(node: ElementTree.Element | None, text: str) -> Control | None:
    if node is None or node.get("toName") != text:
        return None
    labels = [child.get("alias") or child.get("value") for child in node.iter() if child.tag in ("Label", "Choice")]
    return Control(node.get("name", ""), frozenset(label for label in labels if label and not label.startswith("$")))


def _text(task: Any, key: str) -> str:
    data = task.get("data") if isinstance(task, dict) else None
    text = data.get(key) if isinstance(data, dict) else None
    if not isinstance(text, str):
        raise bad_request(f"tasks: expected a text under {shown(key)} in the data of each, got {shown(data)}")
    return text
