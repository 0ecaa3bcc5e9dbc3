"""From a state of mind to words: whom to answer, which moves to make, and the sentences for them.

A turn is two or three sentences: a move towards somebody in the own manner (agree, differ, comfort, ask), and something
about the matter (a stance, an argument, a figure). The sentences are those of `material`, chosen by `sentences`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sobremesa.personas.bearing import bearing, just_now
from sobremesa.personas.card import Card, Persona
from sobremesa.personas.emotion import DISTRESSED
from sobremesa.personas.english import is_plural
from sobremesa.personas.habits import effusiveness, forbearance, talkativeness
from sobremesa.personas.material import (
    all_arguments,
    lines,
    role_arguments,
    side_of,
    subject_arguments,
    value_arguments,
    voice_lines,
)
from sobremesa.personas.matter import Matter
from sobremesa.personas.measures import read_shown, today
from sobremesa.personas.partner import asked_by, consoles, partner_of
from sobremesa.personas.people import is_role
from sobremesa.personas.sentences import Sentences, lottery
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.thinking import Mind, intention_of, thought_of
from sobremesa.personas.traits import voice_of

TERSE = frozenset({"withdrawn", "stoic"})
SOFTENED, SHIFTED = 0.2, 0.12
"""How far a stance must have come to be called softer, or another one."""
ASKS_FOR_A_SIDE = re.compile(
    r"stand|yes or no|think|decide|choose|opinion|do you say|make of|would you do|you in\?|settle|"
    r"where are you|change your"
)
LONG_TALK = 3
"""From this many rounds on, the last one is for last words."""


class Words(Card):
    """What comes out: speech and thought, to whom, and what is intended next."""

    speech: str
    thought: str
    intention: str
    to: str | None = None
    whisper: bool = False


class Phrasing:
    """Puts one turn of one persona into words; deterministic in seed, persona and perception."""

    def __init__(self, persona: Persona, perception: Perception, matter: Matter, latest: Sequence[Heard]) -> None:
        self.persona, self.perception, self.matter, self.latest = persona, perception, matter, latest
        self.voice = voice_of(persona)
        self.sentences = Sentences(persona, perception, matter)

    def words(self, mind: Mind) -> Words:
        """The turn, in sentences that go with the feeling."""
        self.sentences = Sentences(self.persona, self.perception, self.matter, mind.emotion)
        partner = partner_of(self.persona, self.perception, self.latest, mind.stance, self.sentences)
        if self._whispers(partner):
            speech = self.sentences.pick("whispers", lines("whispers"), partner)
            if partner and speech:
                return self._done(mind, [speech], partner, whisper=True)
        struck = self._struck(mind)
        if struck:
            return self._done(mind, [struck, *self._reply(mind, partner), self._argument(mind)], partner)
        if not self.perception.mine and not self.perception.heard:
            return self._done(mind, self._first(mind), None)
        if self._has_new_figures():
            return self._done(mind, [*self._figures(), *self._reply(mind, partner), self._argument(mind)], partner)
        if self.perception.rounds >= LONG_TALK and self.perception.round == self.perception.rounds:
            return self._done(mind, self._last(mind), None)
        return self._done(mind, self._middle(mind, partner), partner)

    def _done(self, mind: Mind, said: Sequence[str | None], partner: Heard | None, whisper: bool = False) -> Words:
        sentences = [sentence for sentence in said if sentence]
        speech = _with_pronouns(" ".join(dict.fromkeys(sentences)), self.matter)
        addressed = partner if partner is not None and (whisper or partner.name in speech) else None
        consoled = addressed if addressed is not None and consoles(self.persona, self.perception, addressed) else None
        return Words(
            speech=speech,
            thought=thought_of(self.persona, mind, self.matter, self.voice, self.sentences),
            intention=intention_of(mind, self.matter, self.voice, consoled, self.sentences),
            to=addressed.speaker if addressed else None,
            whisper=whisper,
        )

    def _struck(self, mind: Mind) -> str | None:
        """What comes to the lips when something has just happened; None where nothing has."""
        events = just_now(self.perception.happened, self.perception.now)
        if not events:
            return None
        bears = bearing(events[-1].what)
        kind = "welcome" if bears > 0 else "noticed" if bears == 0 or mind.emotion not in DISTRESSED else "alarmed"
        kind = "steady" if bears < 0 and kind == "noticed" else kind
        return self.sentences.pick(f"struck/{kind}", lines("struck", kind))

    def _first(self, mind: Mind) -> list[str | None]:
        figures = self._figures() if self.perception.shown else []
        move = "table" if self.matter.kind == "company" else "open"
        opening = self._cheer("open") or self.sentences.pick(f"{self.voice}/{move}", voice_lines(self.voice, move))
        if self._announces():
            opening = self.sentences.pick("announcing", lines("announcing"))
        stance = self._stance(mind)
        if self.voice == "withdrawn":
            return [opening, *figures[:1], stance]
        return [opening, *figures, stance, self._argument(mind), self._more()]

    def _announces(self) -> bool:
        """Whether the scene says that it was this persona who brought the matter up."""
        brought = rf"\b{re.escape(self.persona.public.role)}\s+(?:announces?|tells?|told|proposes)\b"
        return re.search(brought, self.perception.scene, re.IGNORECASE) is not None

    def _middle(self, mind: Mind, partner: Heard | None) -> list[str | None]:
        reply = self._reply(mind, partner)
        argument = self._argument(mind)
        wordy = self.voice not in TERSE and self.sentences.lot("wordy") < talkativeness(self.persona.traits)
        own = self._own_way() if wordy or not (argument and reply) else None
        return [*reply, argument, own]

    def _last(self, mind: Mind) -> list[str | None]:
        """Last words: whether the stance held, and what it is now."""
        if self.matter.kind == "celebration":
            return [self._cheer("part"), self._argument(mind)]
        if self.matter.kind == "company":
            side = side_of(mind.stance)
            return [self.sentences.pick(f"table/{side}", lines("table", side)), self._argument(mind)]
        before, now = side_of(mind.start), side_of(mind.stance)
        argument = None if self.voice in TERSE else self._argument(mind)
        if before != now and abs(mind.stance - mind.start) >= SHIFTED:
            parting = self.sentences.pick(f"{self.voice}/moved", voice_lines(self.voice, "moved"))
        elif now == "torn":
            pool = "unsettled" if self.matter.kind == "event" else "undecided"
            return [self.sentences.pick(pool, lines(pool)), self._argument(mind)]
        elif abs(mind.start) - abs(mind.stance) >= SOFTENED:
            parting = self.sentences.pick("softened", lines("softened"))
        else:
            parting = self.sentences.pick(f"{self.voice}/hold", voice_lines(self.voice, "hold"))
        return [parting, self._stance(mind), argument, self._more()]

    def _reply(self, mind: Mind, partner: Heard | None) -> list[str | None]:
        """A move towards somebody: an answer, comfort, agreement, contradiction, or a question."""
        if partner is None:
            return []
        if self.matter.kind in {"company", "celebration"}:
            return [self._chat(partner)]
        if consoles(self.persona, self.perception, partner):
            return [self.sentences.pick(f"{self.voice}/comfort", voice_lines(self.voice, "comfort"), partner)]
        question = asked_by(self.persona, partner)
        if question:
            answer = self._stance(mind) if ASKS_FOR_A_SIDE.search(question) else self._own_way()
            return [self.sentences.pick("answers", lines("answers"), partner), answer]
        here, there = side_of(mind.stance), side_of(partner.leaning or 0.0)
        move = "ask" if "torn" in (here, there) else "agree" if here == there else "differ"
        if move == "differ" and self.sentences.lot("soften") < forbearance(self.persona.traits):
            move = "ask"
        return [
            self._taken_up(move, partner)
            or self.sentences.pick(f"{self.voice}/{move}", voice_lines(self.voice, move), partner)
        ]

    def _taken_up(self, move: str, partner: Heard) -> str | None:
        """A reply that takes up the point somebody made, or the side they took; None to answer in the own manner."""
        lot = self.sentences.lot("reply")
        point = self._point_of(partner)
        if point and lot < 0.5:
            return self.sentences.pick(f"points/{move}", lines("points", move), partner, {"point": point})
        if lot > 0.85 and move != "agree" and self.matter.kind == "decision":
            return self.sentences.pick("echoes", lines("echoes", side_of(partner.leaning or 0.0)), partner)
        return None

    def _chat(self, partner: Heard) -> str | None:
        """Table talk: a word about what somebody said, or a question."""
        point = self._point_of(partner)
        if point and self.sentences.lot("chat") < 0.7:
            return self.sentences.pick("points/chat", lines("points", "chat"), partner, {"point": point})
        return self._cheer("reply", partner) or self.sentences.pick("table/reply", lines("table", "reply"), partner)

    def _cheer(self, move: str, partner: Heard | None = None) -> str | None:
        """What people say where there is something to celebrate; None elsewhere."""
        if self.matter.kind != "celebration":
            return None
        return self.sentences.pick(f"celebration/{move}", lines("celebration", move), partner)

    def _stance(self, mind: Mind) -> str | None:
        side = side_of(mind.stance)
        return self.sentences.pick(f"stances/{side}", lines("stances", self.matter.kind, side))

    def _argument(self, mind: Mind) -> str | None:
        """Something about the matter: from the own occupation or values in one turn, from the side taken in the next.

        The arguments are shared out over the seats, so that no two bring up the same one in one round.
        """
        role = role_arguments(self.persona.public.role) if self.matter.kind != "celebration" else ()
        role += value_arguments(self.persona.values) if self.matter.kind in {"decision", "event", "reveal"} else ()
        ours, neutral, general = subject_arguments(self.matter, self.perception.scene, self._arguing_for(mind))
        near = [("ours", ours), ("role", role)]
        if (self.sentences.turn + self.sentences.seat) % 2:
            near.reverse()
        pools = [*near, ("neutral", neutral), ("general", general)]
        for strict in (True, False):
            for name, pool in pools:
                sentence = self.sentences.pick(name, [argument.sentence for argument in pool], strict=strict)
                if sentence:
                    return sentence
            if strict and self.voice not in TERSE:
                own = self._own_way()
                if own:
                    return own
        return None

    def _arguing_for(self, mind: Mind) -> str:
        """The side whose arguments one uses; who is torn borrows from the side they lean to."""
        if abs(mind.stance) < 0.05:
            return "torn"
        return "for" if mind.stance > 0 else "against"

    def _more(self) -> str | None:
        """What extraverts add where others have done."""
        return self._own_way() if self.sentences.lot("more") < effusiveness(self.persona.traits) else None

    def _own_way(self) -> str | None:
        if self.matter.kind == "company":
            return None
        if self.matter.kind == "celebration":
            return self._cheer("feel")
        return self.sentences.pick(f"{self.voice}/feel", voice_lines(self.voice, "feel"))

    def _figures(self) -> list[str | None]:
        """The number that was shown, and which way it goes."""
        read = read_shown(self.perception.shown, self.perception.mine)
        if not read:
            return []
        figure = read[-1]
        told = self.sentences.pick("numbers/told", lines("numbers", "told"), slots={"told": _told(figure.sentence)})
        if figure.change is not None and abs(figure.change) >= 0.01:
            trend = "better" if (figure.change > 0) == figure.good else "worse"
            trend = trend if figure.good is not None else ("more" if figure.change > 0 else "fewer")
        else:
            trend = "high" if figure.share >= 0.4 else "low"
            trend = trend if figure.good is False else ""
        if not trend:
            return [told]
        return [told, self.sentences.pick(f"numbers/{trend}", lines("numbers", trend))]

    def _has_new_figures(self) -> bool:
        return bool(self.perception.shown) and self.perception.round == 1 and self.perception.cycle > 1

    def _whispers(self, partner: Heard | None) -> bool:
        """One persona at a table of three or more says one thing to one other alone, late in a long conversation."""
        if partner is None or self.sentences.seats < 3 or self.perception.rounds < 4 or self.perception.cycle > 1:
            return False
        quiet = self.voice in {"withdrawn", "anxious"} or bool(self.persona.private.secrets)
        whose = int(lottery(self.perception.seed, "whisper"), 16) % self.sentences.seats
        return quiet and whose == self.sentences.seat and self.perception.round == self.perception.rounds - 1

    def _point_of(self, partner: Heard) -> str | None:
        """The point that somebody made, if it is one that can be recognised."""
        for argument in all_arguments(self.matter, self.perception.scene):
            if self.sentences.filled(argument.sentence) in partner.speech:
                return _yours(argument.point)
        return None


def _with_pronouns(speech: str, matter: Matter) -> str:
    """The speech with a pronoun for the matter wherever it has been named before, as an object."""
    head = matter.topic.split()[-1].lower()
    if is_role(head) or " " not in matter.topic:
        return speech
    first = re.search(rf"\b{re.escape(matter.topic)}\b", speech, re.IGNORECASE)
    if first is None:
        return speech
    pronoun = "them" if is_plural(matter.topic) else "it"
    named, rest = speech[: first.end()], speech[first.end() :]
    held = "".join(rf"(?<! {particle} )" for particle in ("down", "up", "in", "out", "off", "away", "over"))
    subject = r"(?! (?:should|can|will|must|would|speak|go)\b)"
    again = rf"(?<=[a-z] ){held}{re.escape(matter.topic)}\b{subject}"
    return named + re.sub(again, pronoun, rest)


def _yours(point: str) -> str:
    """A point as it is said to the one who made it."""
    return re.sub(r"\bI\b", "you", re.sub(r"\bmy\b", "your", point))


def _told(sentence: str) -> str:
    """A sentence that was shown to someone, as that person says it."""
    clause = re.split(r";|\.\s", today(sentence).strip())[0].rstrip(".! ")
    clause = re.sub(r"\byour\b", "my", re.sub(r"\b[Yy]ou\b", "I", clause))
    first = clause.split(" ", 1)[0]
    keeps_capital = first == "I" or first.isupper()
    return clause if keeps_capital else clause[:1].lower() + clause[1:]
