"""Remarks beside a name that may change it, or say that it is not to be on the list.

In English, Hebrew, Yiddish, Russian, French and Spanish.
"""

import re
from functools import lru_cache

from letters.reading.headings.meanings import folded, plain
from letters.reading.headings.other_people import names_another, whole_words
from letters.reading.questions import Question
from letters.reading.words import RELATION

# Not to be on the list, or on it twice; also in a column of payments.
_EXCLUDED = whole_words(
    r"cancel\w*|(?:dont|doesnt|(?:do |does )?not) (?:to )?(?:be )?"
    r"(?:include\w*|print\w*|add\w*|enter\w*|used?|register\w*|participat\w+|interested|coming|"
    r"wanted)|"
    r"exclude\w*|excluding|remov\w+|delet\w+|omit\w*|dropped|withdr\w+|wait(?:ing)? ?list\w*|"
    r"duplicates?|duplicated|dups?|dupes?|doubled?|twice|already (?:has|have|on|in|listed|entered|"
    r"registered|got|bought|done)|refund\w*|void\w*|declined|opted out|no letter|rejected|"
    r"בוטלה?|בוטלו|מבוטלת?|מבוטלים|ביטול|ביטולים|לבטל|לא (?:לכלול|להכניס|לרשום|להוסיף|להזמין|"
    r"להדפיס|משתתפת?|רוצה|מעוניינת?|כולל|לשימוש|להשתמש|בשימוש)|"
    r"להוריד|להסיר|הוסר|הוסרה|למחוק|נמחק|נמחקה|להתעלם|"
    r"רשימת המתנה|המתנה|בהמתנה|ממתין|ממתינה|ממתינים|כפול|כפולה|כפולים|כפילות|פעמיים|"
    r"כבר (?:נרשמה?|רשומה?|יש|קיים|הוזמן)|התחרט|התחרטה|ויתר|ויתרה|החזר|הוחזר|זוכה|"
    r"אויסגעמעקט|באטלט|קענסלד|נישט (?:אריינלייגן|אריינשרייבן|רעכענען|נוצן)|"
    r"ווארט ?ליסטע|צוויי מאל|דאפלט|"
    r"отмен\w+|не (?:включать|вносить|добавлять|писать|надо|участвует|нужно|использовать)|"
    r"удал\w+|исключ\w+|"
    r"убрать|вычеркн\w+|(?:лист|список) ожидания|ожидани[ея]|ожидает|дубл\w+|повтор\w*|дважды|"
    r"уже есть|отказ\w*|возврат\w*|"
    r"annul\w+|ne pas (?:inclure|inscrire|ajouter|mettre|imprimer|utiliser)|"
    r"exclu\w*|supprim\w+|retire\w*|"
    r"liste d ?attente|en attente|doublons?|deux fois|deja (?:inscrite?|fait)|rembours\w+|"
    r"desist\w+|"
    r"anulad\w*|no (?:incluir|poner|agregar|anadir|imprimir|participa|usar|utilizar)|"
    r"excluir|excluid\w*|"
    r"elimina\w*|borra\w*|retirad\w*|lista de espera|en espera|duplicad\w*|repetid\w*|dos veces|"
    r"ya (?:esta|tiene)|reembols\w+|"
    # German, Portuguese, Italian, Ukrainian.
    r"storniert|abgesagt|abgemeldet|geloscht|doppelt|nicht (?:eintragen|aufnehmen|drucken)|"
    r"cancelad\w*|nao (?:incluir|inserir)|annullat\w*|cancellat\w*|non (?:inserire|includere)|"
    r"doppi\w*|duplicat\w*|скасован\w*|видал\w+|не (?:вносити|додавати|включати)|двічі"
)
# Of a whole sheet or a section, of which there is a newer one.
_OLD = whole_words(
    r"old|outdated|obsolete|archived?s?|backups?|drafts?|last year\w*|previous|"
    r"ישן|ישנה|ישנים|ישנות|ארכיון|גיבוי|טיוטה|שנה שעברה|אשתקד|קודם|קודמת|אלט|אלטע|"
    r"стар(?:ый|ая|ое|ые|ых)|архив\w*|прошл\w+|черновик\w*|ancien(?:ne)?s?|vieux|vieille|sauvegarde|"
    r"brouillon|viej[oa]s?|antigu[oa]s?|anterior(?:es)?|borrador"
)
# In a column of payments they are about the payment.
_WAITING = whole_words(
    r"pending|(?:on )?hold|tentative|maybe|unconfirmed|not (?:yet )?confirmed|inactive|skip|"
    r"לא (?:סופי|מאושרת?|פעיל)|אולי|бронь|не подтвержд\w+|возможно|peut etre|a confirmer|"
    r"pendientes?|quizas?|por confirmar|אפשר"
)
_DEPARTED = whole_words(
    r"deceased|departed|passed|passing|niftar\w*|nifter\w*|died|deaths?|dead|the late|zl|ah|obm|"
    r"zatzal|ztl|hyd|rip|yah?r ?[zt]\w*eit\w*|nesham\w*|nishmas|nishmat|in (?:loving )?memory|"
    r"נפטר\w{0,2}|הנפטר\w{0,2}|מנוח|המנוח|המנוחה|זל|עה|זצל|זצוקל|היד|לעילוי|לענ|אזכרה|פטירה|"
    r"פטירת\w?|יארצייט|נשמת|הלכ?ה? לעולמ\w+|מתה?|געשטארבן|ניפטר|"
    r"умер\w*|покойн\w*|скончал\w*|усопш\w*|смерт\w*|светл\w+ памят\w+|й[оа]р?цайт\w*|"
    r"decede\w*|defunte?s?|morte?s?|feue?|disparue?|fallec\w+|difunt\w*|muert\w*|murio|qepd|"
    r"verstorben\w*|gestorben\w*|falecid\w*|morreu|defunt\w*|decedut\w*|scompars\w*|"
    r"помер\w*|покійн\w*|небіжч\w*"
)
_OTHERS = whole_words(
    # Age and sex.
    r"child\w*|kids?|baby|babies|boys?|girls?|infants?|newborns?|toddlers?|minors?|twins?|"
    r"(?:years?|yrs?|months?|mos?|weeks?) old|y ?o|aged?|born|birthday|ba[rts]h? mitzva\w*|"
    r"preschool\w*|kindergarten|nursery|sons?|daughters?|males?|females?|he is|she is|hes|shes|"
    r"ילד|ילדה|ילדים|ילדות|תינוק\w{0,3}|קטין|קטינה|פעוטה?|נערה?|תאומ\w+|ב[ןת] \d+|גיל|כיתה|"
    r"גן|ב[רת] מצוו?ה|נולדה?|זכר|נקבה|בייבי|עופעלע|קינד\w*|אינגל\w*|מיידל\w*|יאר אלט|"
    r"ребен\w*|дети|детск\w*|дитя|младен\w+|малыш\w*|мальчик\w*|девоч\w+|близнец\w*|\d+ лет|"
    r"\d+ года?|месяц\w*|родил\w+|сын|дочь|мужчина|женщина|"
    r"enfants?|bebes?|garcons?|filles?|nourrisson|jumea\w+|jumelles?|\d+ ans|\d+ mois|nee? le|"
    r"nin[oa]s?|menore?s?|hij[oa]s?|gemel\w+|\d+ anos?|\d+ meses|nacid\w+|nacio|varon|mujer|"
    # Another name, or a doubt about it.
    r"convert\w*|ger|giy?or\w*|adopt\w+|chang\w+|renamed?|new name|add\w* (?:the |a )?name|"
    r"name (?:is|was|added)|formerly|known as|aka|called|nicknamed?|real name|correct\w*|"
    r"should (?:be|say|read)|instead|spell\w*|spelt|wrong|mistakes?|typos?|missing|unknown|"
    r"not sure|unsure|verify|to check|ask|find out|"
    r"גרה?|גיור\w?|גיורת|הת?גייר\w{0,2}|מאומצת?|אומצה?|שינ(?:ה|תה|וי|ו)|נשתנה|הוחלף|שם חדש|"
    r"(?:נוסף|הוסיפו|הוספת|להוסיף) שם|לשעבר|מכונה|נקראת?|צריך להיות|צל|טעות|תיקון|לתקן|לבדוק|"
    r"לברר|לא ידוע\w{0,2}|לא בטוח\w?|במקום|נאמען (?:געטוישט|געענדערט)|געטוישט|געענדערט|"
    r"гиюр\w*|прозелит\w*|усынов\w+|удочер\w+|смен\w+|измен\w+|нов\w+ имя|бывш\w+|исправ\w+|"
    r"ошиб\w+|правильн\w+|уточн\w+|проверить|неизвестн\w+|вместо|"
    r"conversion|chang\w+|nouveau (?:pre)?nom|anciennement|dite?|corrig\w+|erreurs?|verifier|"
    r"inconnue?|au lieu|convers\w*|cambi\w+|nuevo nombre|antes|llamad[oa]|correg\w+|errore?s?|"
    r"verificar|desconocid\w*|en vez|"
    # Parents.
    r"his|her|parents?|^(?:ben|ba[ts]h?|בן|בת|бен|ба[тс]) \w+"
)


# A heading under which “no” excludes.
_WANTED = whole_words(
    r"include\w*|active|confirm\w*|approved?|print\w*|attending|coming|participat\w+|valid|register\w*|"
    r"לכלול|כלול|נכלל|פעילה?|מאושרת?|אושרה?|להדפיס|משתתפת?|לרשום|"
    r"включ\w+|подтвержд\w+|активн\w+|печатать|actif|active|confirmee?|inclure|inclus|"
    r"activ[oa]|confirmad[oa]|incluir|incluid[oa]"
)
_WIDOWED = whole_words(r"widow\w*|orphan\w*|אלמן|אלמנה|יתומה?|veu[fv]e?|viud[oa]|вдов\w*")


def question_under(heading: str, *, yes: bool) -> Question | None:
    """What must be asked about a row with “yes” or “no” under a heading: “Canceled”, “Include?”."""
    text = plain(heading)
    if _WANTED.search(text):
        negated = re.search(r"(?<!\w)(?:not?|dont|לא|не|pas)(?!\w)", text)
        return Question.EXCLUDED if yes == bool(negated) else None
    if not yes or _WIDOWED.search(text):
        return None
    return question_about(heading.replace("?", " "))


@lru_cache(maxsize=1 << 15)
def question_about(cell: str, *, is_payment: bool = False) -> Question | None:
    """What must be asked about a row because of a cell that is part of no name.

    `is_payment`: of a column of addresses, payments or the like, where fewer words matter.
    """
    text = plain(cell)
    if _EXCLUDED.search(text) or (not is_payment and _WAITING.search(text)):
        return Question.EXCLUDED
    if _DEPARTED.search(text):
        return Question.REMARK
    if is_payment:
        return None
    named = _OTHERS.search(text) or RELATION.search(cell) or names_another(text)
    return Question.REMARK if named or "?" in cell else None


def without_exclusion(title: str) -> tuple[str, bool]:
    """A folded title without “canceled” and the like, and whether there was any."""
    text, count = _EXCLUDED.subn(" ", folded(title))
    text, more = _WAITING.subn(" ", text)
    text, old = _OLD.subn(" ", text)
    return text.strip(), bool(count or more or old)
